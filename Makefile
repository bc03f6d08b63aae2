# One file of commands; plain `make` lists them. Everything runs inside .venv, made from the hashed lock.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PY := .venv/bin/python
UV := .venv/bin/uv
# Compiled files make every process start in half the time; git ignores them.
unexport PYTHONDONTWRITEBYTECODE

help: ## list the commands
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | awk -F':.*?## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.setup-stamp: requirements/dev.lock package-lock.json tools/fetch_frontend.py tools/merge_fonts.py
	@test -x .venv/bin/uv || (python3 -m venv .venv && .venv/bin/pip install -q -r requirements/bootstrap.txt)
	@$(UV) pip sync -q --compile-bytecode --require-hashes requirements/dev.lock
	@$(PY) tools/fetch_frontend.py
	@$(PY) tools/merge_fonts.py
	@touch $@

setup: .setup-stamp ## environment, front-end files and fonts from the locks

# The larger set first: what a tool for developers cannot bear is not chosen for the others either.
lock: ## make the locks again from pyproject.toml
	$(UV) pip compile pyproject.toml --group dev --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11 -q -o requirements/dev.lock
	$(UV) pip compile pyproject.toml --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11 -q -c requirements/dev.lock -o requirements/runtime.lock

# What a practice province needs: demo people on the sign-in page, and its own clock.
DEMO_ENV := DEMO=1
people ?=
seed ?=
stop_at ?=
out ?=
input ?=
stage ?=
name ?=
port ?= 8000
open ?=
skip ?=
YEAR_ARGS := $(if $(people),--people $(people)) $(if $(seed),--seed $(seed)) $(if $(stop_at),--stop-at $(stop_at)) $(if $(out),--out $(out)) $(if $(input),--input $(input))

demo: setup ## a whole practice year, then the site with the demo people (port=8000)
	@$(DEMO_ENV) $(PY) manage.py demo --port $(port) $(YEAR_ARGS)

year: setup ## the year alone: people=5000 seed=2025 stop_at=STAGE out=FOLDER input=FOLDER
	@$(DEMO_ENV) $(PY) manage.py year $(YEAR_ARGS)

handover: setup ## the spreadsheets of `make year input=…`, filled as an example: people=60 seed=2025 out=FOLDER
	@$(DEMO_ENV) $(PY) manage.py handover $(if $(people),--people $(people)) $(if $(seed),--seed $(seed)) $(if $(out),--out $(out))

seed: setup ## a practice province stopped at stage=STAGE, ready for `make run`
	@$(DEMO_ENV) $(PY) manage.py seed $(if $(stage),--stage $(stage)) $(if $(people),--people $(people))

run: setup ## serve what is in the database (port=8000)
	@$(DEMO_ENV) $(PY) manage.py serve --port $(port)

test: setup ## all tests; browser journeys run when a Chromium is found (skip=FOLDERS leaves some out)
	@mkdir -p out && $(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder --durations=25 --durations-min=5 $(if $(stage),tests/$(stage)) $(addprefix --ignore=,$(skip))

test-law: setup ## the law files load and every worked example holds, in half a minute
	@$(PY) -m pytest -q -n auto tests/rulebook/test_book.py tests/rulebook/test_cases.py tests/rulebook/test_bonus.py tests/rulebook/test_overlays.py tests/rulebook/test_rubric_data.py tests/rulebook/test_observed.py

law: setup ## what of the law is verified, what is only remembered, what is open (open=1 lists it)
	@$(PY) -m rulebook law $(if $(open),--open)

check: setup ## style, types, imports, migrations, generated pages, templates, dependencies
	@mkdir -p out
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check -q .
	@.venv/bin/lint-imports --no-cache
	@.venv/bin/mypy rulebook paperwork secretballot thidua config
	@$(PY) manage.py check --fail-level WARNING
	@$(PY) manage.py makemigrations --check --dry-run -v 0
	@$(PY) manage.py write_state_pages --check
	@$(PY) manage.py write_paper_pages --check
	@find templates -name '*.html' | xargs .venv/bin/djade --target-version 5.2 --check
	@.venv/bin/deptry . 

fix: setup ## put right what tools can put right
	@.venv/bin/ruff check --fix -q . || true
	@.venv/bin/ruff format -q .
	@find templates -name '*.html' | xargs .venv/bin/djade --target-version 5.2 || true
	@$(PY) manage.py write_state_pages
	@$(PY) manage.py write_paper_pages

audit-deps: setup ## known vulnerabilities in the locked packages
	@.venv/bin/pip-audit -r requirements/runtime.lock --disable-pip

bench: setup ## every benchmark, as ratios within one run (name=NAME for one; people=N for a smaller year)
	@$(if $(people),PEOPLE=$(people)) $(PY) -m bench $(name)


.PHONY: help setup lock demo year handover seed run test test-law law check fix audit-deps bench
