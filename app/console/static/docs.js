// The API's description, drawn by the vendored Swagger UI. `validatorUrl: null`: it would ask another host.
SwaggerUIBundle({
  url: "/openapi.json", dom_id: "#docs", deepLinking: true, validatorUrl: null, defaultModelsExpandDepth: 0,
});
