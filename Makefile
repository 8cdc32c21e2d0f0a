# Needs Python 3.11+ and make. `make help` lists what there is.

PYTHON   ?= python3
VENV     := .venv
BIN      := $(VENV)/bin
# A stamp says what is installed; a change of pyproject.toml makes it stale.
RUNTIME  := $(VENV)/.runtime-installed
DEV      := $(VENV)/.dev-installed
PEERS    := .venv-peers
# Where the labelled files are that the peers are measured on.
DATA     ?= ../shared/data
# Random histories, rounds of everything at once and kills of `make soak`, and numbers of records that growth is measured with.
HISTORIES ?= 1000
ROUNDS   ?= 10
KILLS    ?= 30
SIZES    ?= 10000,100000,1000000

.DEFAULT_GOAL := help
.PHONY: help demo test test-slow gate lint soak bench bench-peers bench-scale docs clean

help:  ## list these commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1	\2/p' $(MAKEFILE_LIST) | expand -t 18

demo: $(RUNTIME)  ## local Neo4j, demo sources, resolve, API and console; prints what to open
	$(BIN)/idgraph demo

test: $(DEV)  ## every test, on a real Neo4j, but for the slow lane
	$(BIN)/pytest -m "not benchmark and not slow"
	@command -v chromium >/dev/null || echo "The browser tests were left out: no chromium here (Debian: apt-get install chromium)"

test-slow: $(DEV)  ## the slow lane: kills, a full disk, a real Kafka, a second Neo4j, Graph Data Science, 10,000 injections
	$(BIN)/pytest -m slow

gate: $(DEV)  ## the matcher must reach the floors of tests/gate/floors.toml on the files of tests/data
	$(BIN)/python -m tests.gate.run

lint: $(DEV)  ## ruff, strict mypy, layers
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

soak: $(DEV)  ## random histories and everything at once, each equal to a rebuild, and kill -9 under load; HISTORIES=1000 ROUNDS=10 KILLS=30
	$(BIN)/python -m tests.soak --histories $(HISTORIES)
	$(BIN)/python -m tests.together --rounds $(ROUNDS)
	$(BIN)/python -m tests.together --rounds $(ROUNDS) --small
	$(BIN)/python -m tests.kills --kills $(KILLS)

bench: $(DEV)  ## measure beside the raw driver, bare rapidfuzz and raw Bolt
	$(BIN)/pytest -m benchmark -s tests/benchmarks

bench-peers: $(DEV) $(PEERS)/.installed  ## match labelled files beside Splink and goldenmatch; DATA=folder
	$(BIN)/python -m tests.benchmarks.peers --data $(DATA)

bench-scale: $(DEV)  ## match 10,000, 100,000 and a million synthetic records; SIZES=10000,30000
	$(BIN)/python -m tests.benchmarks.scale --sizes $(SIZES)

docs: $(DEV)  ## write docs/reference.md anew from the code
	$(BIN)/python -m docs.reference

clean:  ## remove what make and the tools left here; graphs and downloads in your home folder stay
	rm -rf $(VENV) $(PEERS) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUNTIME): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "identity-graph needs Python 3.11 or newer. If you have one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "$(PYTHON) cannot make a virtual environment (Debian, Ubuntu: apt-get install python3-venv)" >&2; exit 1; }
	@echo "Installing identity-graph into $(VENV); the first time takes a minute or two"
	@$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(DEV): $(RUNTIME)
	@echo "Installing the tools for tests and lint"
	@$(BIN)/python -m pip install --quiet --group dev
	@touch $@

$(PEERS)/.installed: pyproject.toml
	@echo "Installing Splink and goldenmatch into $(PEERS), apart from ours"
	@$(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --upgrade 'pip>=25.1'
	@$(PEERS)/bin/python -m pip install --quiet --group peers
	@touch $@
