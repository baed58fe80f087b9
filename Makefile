# Two commands do all: `make run` opens the console, `make test` runs every test.
# Both set up .venv by themselves from any Python 3.11 or newer.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: run demo test check snapshots screenshots clean

run: $(VENV)/.installed
	@$(BIN)/callpilot

demo: $(VENV)/.installed
	@$(BIN)/callpilot demo

test: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -n auto -q $(ARGS)

check: $(VENV)/.installed-dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/pyright
	@$(BIN)/lint-imports

snapshots: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -q tests/console -k golden --snapshot-update

screenshots: $(VENV)/.installed
	@$(BIN)/python docs/screenshot.py

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("callpilot needs Python 3.11 or newer; name one with: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@$(BIN)/python -m pip install -q --disable-pip-version-check "pip>=25.1"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --group dev
	@touch $@

clean:
	rm -rf $(VENV) dist build .pytest_cache .ruff_cache .import_linter_cache
