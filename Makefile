# One virtual environment, three locks: running, checking and benchmarking. Every target sets up
# what it needs, once; after that nothing here uses the network. `make` alone lists the targets.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9

# The first of these that is Python 3.11 or 3.12; `make PYTHON=/path/to/python` overrules.
SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))
PYTHON ?= $(shell for p in python3 python3.12 python3.11; do \
	$$p -c '$(SUPPORTED)' >/dev/null 2>&1 && { echo $$p; break; }; done)

# Wheels only: nothing is compiled on this machine. Hashes: what arrives is what was tested.
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
LOCKED := $(PIP) install --quiet --require-hashes --only-binary :all: -r
# The build warns of every editable install; that is what is wanted here.
EDITABLE := PYTHONWARNINGS=ignore $(PIP) install --quiet --no-deps --no-build-isolation --editable .

.PHONY: help
help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: $(VENV)/.runtime  ## set up, then plan the sample organisation
	$(BIN)/roundtable demo

.PHONY: setup
setup: $(VENV)/.runtime  ## set up what `roundtable` needs to run
	@echo "Ready: $(BIN)/roundtable --help"

.PHONY: warm
warm: $(VENV)/.runtime  ## compile beforehand what solving needs (a minute)
	$(BIN)/roundtable doctor --warm

.PHONY: lint
lint: $(VENV)/.dev  ## style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.PHONY: test
test: lint  ## every check, and the quick tests
	$(BIN)/pytest

.PHONY: test-long
test-long: lint  ## every check and every test, many examples, branch coverage
	$(BIN)/pytest -m '' --hypothesis-profile=long -o faulthandler_timeout=3600 --cov --cov-report=term

.PHONY: format
format: $(VENV)/.dev  ## rewrite the source in the project's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: bench
bench: $(VENV)/.bench  ## measure, beside the rivals (several minutes)
	$(BIN)/python -m benchmarks

.PHONY: shots
shots: $(VENV)/.dev  ## draw every page of the console, in both languages (into out/shots)
	$(BIN)/python -m tests.api.console.shots out/shots

.PHONY: records
records: $(VENV)/.dev  ## run the notebooks and write what they show to notebooks/records
	for book in notebooks/[0-9]*.py; do \
	  $(BIN)/marimo export ipynb $$book --include-outputs --force \
	    --output notebooks/records/$$(basename $$book .py).ipynb || exit 1; \
	done
	$(BIN)/ruff format --quiet notebooks/records

.PHONY: clean
clean:  ## remove everything that git does not keep and the targets made
	rm -rf $(VENV) build dist out *.egg-info .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- Locks (maintainers; `make lock LOCK_FLAGS=--upgrade` also moves what the pins pull in) ----

UV := build/lock/bin/uv
COMPILE = $(UV) pip compile --quiet pyproject.toml --group build --universal --python-version 3.11 \
	--generate-hashes --no-strip-extras --no-emit-index-url --system-certs --custom-compile-command 'make lock' $(LOCK_FLAGS)

.PHONY: lock
lock: $(UV)  ## write requirements/ anew from pyproject.toml
	$(COMPILE) -o requirements/runtime.txt
	$(COMPILE) --group dev -c requirements/runtime.txt -o requirements/dev.txt
	$(COMPILE) --group bench -c requirements/dev.txt -o requirements/bench.txt

$(UV): Makefile | $(VENV)/.location
	$(BIN)/python -m venv --clear build/lock
	build/lock/bin/python -m pip --disable-pip-version-check install --quiet uv==$(UV_VERSION)

# ---- Set-up -------------------------------------------------------------------------------------
# A stamp is as young as the last set-up from its lock. A lock is complete on its own, and the two
# larger ones agree with the smallest, so one environment serves all three.

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml | $(VENV)/.location
	@echo "Setting up $(VENV) to run (first time: about 150 MB to fetch) ..."
	@$(LOCKED) $<
	@$(EDITABLE)
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(VENV)/.location
	@echo "Setting up $(VENV) to run and to check ..."
	@$(LOCKED) $<
	@$(EDITABLE)
	@touch $(VENV)/.runtime $@

$(VENV)/.bench: requirements/bench.txt pyproject.toml | $(VENV)/.location
	@echo "Setting up $(VENV) to run and to measure ..."
	@$(LOCKED) $<
	@$(EDITABLE)
	@touch $(VENV)/.runtime $@

# An environment holds absolute paths and hangs on its Python: where the tree was moved, or that
# Python is gone, it is made anew.
ifneq ($(shell $(BIN)/python -c '$(SUPPORTED)' 2>/dev/null && cat $(VENV)/.location),$(CURDIR))
.PHONY: $(VENV)/.location $(VENV)/.runtime $(VENV)/.dev $(VENV)/.bench
endif
$(VENV)/.location:
	@test -n "$(PYTHON)" || { \
	  echo "Roundtable needs Python 3.11 or 3.12; python3 here is $$(python3 --version 2>/dev/null || echo absent)." >&2; \
	  echo "On Debian 12: sudo apt install python3 python3-venv" >&2; \
	  echo "With a Python elsewhere: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c '$(SUPPORTED)' || { \
	  echo "Roundtable needs Python 3.11 or 3.12; $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments. On Debian 12: sudo apt install python3-venv" >&2; \
	  exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
	@printf '%s\n' '$(CURDIR)' > $@
