// A real OpenID Connect provider for the tests: npm's oidc-provider (OpenID Certified), asked over HTTP.
// Arguments: the folder with node_modules, and a JSON file {port, jwks, clients, people: {sub: claims}}.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, file] = process.argv.slice(2);
const { port, jwks, clients, people } = JSON.parse(readFileSync(file, "utf8"));
const found = createRequire(`${folder}/node_modules/`).resolve("oidc-provider");
const { Provider } = await import(pathToFileURL(found));

const provider = new Provider(`http://127.0.0.1:${port}`, {
  jwks,
  clients,
  claims: { openid: ["sub", "roles"] },
  conformIdTokenClaims: false,
  cookies: { keys: ["only for tests"] },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...people[sub] }) }),
  pkce: { required: () => true },
  ttl: { IdToken: 3600, AccessToken: 3600, Grant: 3600, Interaction: 3600, Session: 3600 },
});
provider.listen(port, "127.0.0.1", () => console.log("ready"));
