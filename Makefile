# Two commands do all: `make run` opens the console, `make test` runs every test.
# Both set up .venv by themselves from any Python 3.11 or newer.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SOURCES := $(shell find src -name '*.py')

.PHONY: run demo test check snapshots screenshots clean crash powercut faults damage together fuzz soak bench

run: $(VENV)/.compiled
	@$(BIN)/callpilot

demo: $(VENV)/.compiled
	@$(BIN)/callpilot demo

test: $(VENV)/.installed-dev $(VENV)/.compiled
	@$(BIN)/python -m pytest -n auto --dist worksteal -q $(ARGS)

check: $(VENV)/.installed-dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/pyright
	@$(BIN)/lint-imports

snapshots: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -q tests/console -k golden --snapshot-update

screenshots: $(VENV)/.installed
	@$(BIN)/python docs/screenshot.py

# Long runs of what `make test` does in short: see docs/reliability.md.
crash: $(VENV)/.installed-dev $(VENV)/.compiled
	@$(BIN)/python -m tests.crash --kills 10000 --workers 4 --minutes 120 $(ARGS)

powercut: $(VENV)/.installed-dev $(VENV)/.compiled
	@CALLPILOT_CUTS=1000 $(BIN)/python -m pytest tests/power -q -s $(ARGS)

faults: $(VENV)/.installed-dev $(VENV)/.compiled
	@CALLPILOT_FAULTS=all $(BIN)/python -m pytest tests/faults -q $(ARGS)

damage: $(VENV)/.installed-dev
	@CALLPILOT_DAMAGE=long $(BIN)/python -m pytest tests/damage -q -n auto --timeout 0 $(ARGS)

together: $(VENV)/.installed-dev $(VENV)/.compiled
	@CALLPILOT_TOGETHER=100000 $(BIN)/python -m pytest tests/together -q -n 0 -s --timeout 0 $(ARGS)

fuzz: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.hostile.fuzz --seconds 30 $(ARGS)

soak: $(VENV)/.installed-dev $(VENV)/.compiled
	@$(BIN)/python -m tests.soak.long_shift --calls 2000 $(ARGS)

# What is promised about speed, beside its yardsticks: see docs/performance.md.
bench: $(VENV)/.installed-dev $(VENV)/.compiled
	@$(BIN)/python -m benchmarks $(ARGS)

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("callpilot needs Python 3.11 or newer; name one with: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

# Where Python may not keep what it has compiled (PYTHONDONTWRITEBYTECODE), every start would compile it all anew.
$(VENV)/.compiled: $(VENV)/.installed $(SOURCES)
	@$(BIN)/python -m compileall -q src
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@$(BIN)/python -m pip install -q --disable-pip-version-check "pip>=25.1"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --group dev
	@touch $@

clean:
	rm -rf $(VENV) dist build .pytest_cache .ruff_cache .import_linter_cache
