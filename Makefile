# One file of commands; plain `make` lists them. Everything runs inside .venv, made from the hashed lock.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PY := .venv/bin/python
UV := .venv/bin/uv
export PYTHONDONTWRITEBYTECODE ?= 1

help: ## list the commands
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | awk -F':.*?## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.setup-stamp: requirements/dev.lock package-lock.json tools/fetch_frontend.py tools/merge_fonts.py
	@test -x .venv/bin/uv || (python3 -m venv .venv && .venv/bin/pip install -q -r requirements/bootstrap.txt)
	@$(UV) pip sync -q --require-hashes requirements/dev.lock
	@$(PY) tools/fetch_frontend.py
	@$(PY) tools/merge_fonts.py
	@touch $@

setup: .setup-stamp ## environment, front-end files and fonts from the locks

lock: ## make the locks again from pyproject.toml
	$(UV) pip compile pyproject.toml --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11 -q -o requirements/runtime.lock
	$(UV) pip compile pyproject.toml --group dev --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11 -q -c requirements/runtime.lock -o requirements/dev.lock
