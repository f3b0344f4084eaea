# `make` alone lists what can be done. Every target sets up what it needs and can be run again.
BIN := .venv/bin
PORT ?= 8000
.DEFAULT_GOAL := help
.PHONY: help run test lint fix check-data translations bench pictures setup setup-test clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup ## set up, make the local database, then serve the site (PORT=8000)
	@$(BIN)/lianming serve --port $(PORT)

test: setup-test ## set up, then run all tests
	@$(BIN)/python -m pytest -n auto

lint: setup-test ## format, style, types, the direction of imports, data files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m app.check_data

fix: setup-test ## put right what can be: format, style
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format .

check-data: setup ## prove that all data files (law, catalogue, periods, rules …) are whole and agree
	@$(BIN)/python -m app.check_data

translations: setup-test ## take new sentences into translations/, then write their English there
	@$(BIN)/pybabel -q extract -F babel.cfg -k message --no-location --sort-output -o messages.pot .
	@$(BIN)/pybabel -q update -i messages.pot -d translations -D messages --no-fuzzy-matching
	@rm messages.pot

bench: ## measure letters, pages and seals against other ways to make them; writes docs/performance.md
	@setup/setup.sh bench
	@$(BIN)/python -m bench; letters=$$?; $(BIN)/python -m bench.pages && $(BIN)/python -m bench.seals && exit $$letters

pictures: setup-test ## take the pictures anew: docs/pictures (letters), docs/screenshots (pages of the site)
	@$(BIN)/python docs/take_pictures.py

setup: ## what `run` needs: Debian packages, .venv, fonts, translations
	@setup/setup.sh run

setup-test: ## what `test` needs besides: Chromium, LibreOffice, poppler
	@setup/setup.sh test

clean: ## remove the environment and what tools leave behind; nothing of yours
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
