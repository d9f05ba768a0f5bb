# Everything a newcomer types. Needs Python 3.11 or newer with venv, and make; no root, no running server.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

SEED ?= 1
COUNT ?= 200

# 3.11 to 3.13 are the versions the lock files are made for; a newer one is tried when there is no other.
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { command -v "$$name"; break; }; done)

BIN := .venv/bin
# Where a machine forbids Python to keep what it compiled, each of the many processes of a test compiles all of it anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test check serve test-browser drill bench lock migration

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /  make \1\t/p' Makefile | expand -t 22

demo: .venv/.ready ## every right from the request to the sealed letter; the first letter and export in var/demo/
	$(BIN)/loket demo

test: .venv/.ready ## the whole test suite but the pages in a browser
	$(BIN)/pytest -m "not browser" -n auto --dist loadfile --no-loadscope-reorder --durations 15

serve: .venv/.ready ## the service on http://127.0.0.1:8000 with demo data, worker inside
	$(BIN)/loket demo people
	$(BIN)/loket serve

check: .venv/.ready ## locks, format, lint, layers, types, templates, migrations, diagram, plain language
	$(BIN)/pytest -q -p no:randomly tests/guards/test_locks.py tests/guards/test_templates.py
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python migrations check
	$(BIN)/loket diagram --check docs/reference/states.md
	$(BIN)/loket letters lint templates/letters
	$(BIN)/hadolint Dockerfile

test-browser: .venv/.ready ## the pages and the export in Chromium
	$(BIN)/pytest -m browser

drill: .venv/.ready ## the long runs: make drill SEED=1 COUNT=200
	$(BIN)/pytest -m drill -p no:randomly --drill-seed "$(SEED)" --drill-count "$(COUNT)"
	$(BIN)/pytest tests/unit -m hypothesis -p no:randomly --hypothesis-profile explore --hypothesis-seed "$(SEED)"

bench: .venv/.ready ## machine time of the demo case, and of the desk with many cases, beside their floors
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.desk

migration: .venv/.ready ## a new migration from the tables in code: make migration NAME=add_suspensions
	$(BIN)/python migrations new "$(NAME)"

lock: .venv/.ready ## new lock files, from releases that are a week old
	"$(PYTHON)" -m venv var/lock
	var/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	@week_ago=$$($(BIN)/python -c 'import datetime as d; print(d.date.today() - d.timedelta(7))'); \
	compile="var/lock/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-strip-extras --python-version 3.11 --exclude-newer $$week_ago --no-header pyproject.toml"; \
	$$compile -o requirements.lock && \
	$$compile --extra dev -c requirements.lock -o requirements-dev.lock

# The steps below leave a stamp: what has not changed is not installed again.

.venv/.made:
	@if [ -z "$(PYTHON)" ]; then \
	echo "Python 3.11 or newer is missing: apt-get install python3 python3-venv" >&2; exit 1; fi
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || { \
	echo "The Python module venv is missing: apt-get install python3-venv" >&2; exit 1; }
	"$(PYTHON)" -m venv .venv
	@touch $@

.venv/.locked: requirements-dev.lock | .venv/.made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.venv/.ready: pyproject.toml .venv/.locked
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
