# Works with GNU make 3.81 and newer. Everything is installed into .venv of this folder.

VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check -qq
BASE := $(VENV)/.base
DEV := $(VENV)/.dev
JOBS ?= auto

.PHONY: help run test check lint types contracts bench torture format requirements docs screenshots clean

help:
	@echo "make run [FROM=chat.db]   the main job, on the demo or on your own messages (read only)"
	@echo "make test                 the tests"
	@echo "make check                format, lint, types, import contracts, tests: what CI runs"
	@echo "make bench                speed, as ratios against floors measured in the same run"
	@echo "make torture              the long runs: kill -9, power cuts, many random histories"
	@echo "make format               formats the code"
	@echo "make docs                 writes the generated pages of docs/ anew"
	@echo "make screenshots          takes the pictures of docs/ anew, with Chromium"
	@echo "make requirements         pins all dependencies anew (needs uv)"
	@echo "make clean                removes what make made"

$(VENV)/bin/python:
	@sh scripts/make_venv.sh $(VENV)

$(BASE): requirements/base.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing what Owntexts needs into $(VENV) (once) ..."
	@$(PIP) install --require-hashes -r requirements/base.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements/dev.txt $(BASE)
	@echo "Installing what the tests need into $(VENV) (once) ..."
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

run: $(BASE)
	@$(PYTHON) scripts/run.py $(if $(FROM),"$(FROM)")

test: $(DEV)
	@sh scripts/system_packages.sh
	$(PYTHON) -m pytest -n $(JOBS) --dist worksteal

lint: $(DEV)
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .

types: $(DEV)
	$(VENV)/bin/mypy

contracts: $(DEV)
	$(VENV)/bin/lint-imports --no-logo

check: lint types contracts test

bench: $(DEV)
	$(PYTHON) -m bench

torture: $(DEV)
	OWNTEXTS_HYPOTHESIS=torture $(PYTHON) -m pytest -n $(JOBS) -m "torture or hypothesis" --timeout 0

format: $(DEV)
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

docs: $(DEV)
	$(PYTHON) scripts/command_line.py
	$(PYTHON) scripts/diagram.py
	$(PYTHON) scripts/reasons.py
	$(PYTHON) scripts/conditions.py

screenshots: $(DEV)
	$(PYTHON) scripts/screenshots.py

requirements:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	  -o requirements/base.txt requirements/base.in
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	  -o requirements/dev.txt requirements/dev.in

clean:
	rm -rf $(VENV) .run build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .benchmarks
	find src tests scripts bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
