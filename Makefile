# Each target creates .venv and installs what is missing, once per content of its lock.
# Linux x86-64 and Python 3.11 only.
.DEFAULT_GOAL := help
.PHONY: help install serve test check lint bench bench-phi
BIN := .venv/bin

help:           ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

install:        ## everything that the other targets need
	@deploy/requirements/install cpu

serve:          ## the gateway with its own inference engine, in the foreground
	@deploy/requirements/install serve
	@exec $(BIN)/preceptor serve

test: install   ## every test that needs no system package, against real vLLM on the CPU
	@$(BIN)/python -m pytest -m "not system"

lint: install   ## style, types and the import rule
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

check: lint test ## lint, then test

bench: install  ## the gateway's cost, beside a direct call and a bare LiteLLM proxy
	@deploy/requirements/install peer
	@$(BIN)/python -m tests.bench $(ARGS)

bench-phi: install ## the redaction's recall, cost and leaks on the data in DATA, beside Presidio
	@deploy/requirements/install peer
	@$(BIN)/python -m tests.bench.phi --data $(or $(DATA),$(error say where the data are: make bench-phi DATA=folder)) $(ARGS)
