# `make` alone prints this list.
.DEFAULT_GOAL := help
.PHONY: help setup up test check chaos conformance bench lock

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what is needed to run the site
	@scripts/setup run

up: setup ## run the site in the foreground on port 8000
	@.venv/bin/banyan up

# Two files at a time: half of a test's time is a site that starts, and it waits for itself.
test: check ## every check and test, with the real nginx and browser
	@.venv/bin/pytest --numprocesses 2 --dist loadfile

check: ## lint, types, import rules
	@scripts/setup test
	@.venv/bin/ruff check --no-cache .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@luacheck --quiet src

chaos: ## the full fault run: what is lost when parts are killed under load (half an hour)
	@scripts/setup test
	@.venv/bin/python -m tests.chaos

conformance: ## the public suite of HTTP cache tests, and docs/conformance.md
	@scripts/setup test
	@.venv/bin/python -m tests.conformance

bench: ## the tables of docs/benchmarks.md
	@scripts/setup run
	@scripts/setup bench
	@.venv/bin/python -m bench

lock: ## pin the dependencies anew
	@scripts/lock --upgrade
