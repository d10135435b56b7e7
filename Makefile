# What a person needs: `make demo` and `make test`. Each installs what it needs first.
.DEFAULT_GOAL := help
PYTHON ?= $(shell command -v python3.11 || command -v python3)
CORES ?= 2
BIN := .venv/bin
ENV := PATH="$$PWD/$(BIN):$$PATH" OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
LOCKING := --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11
UV := UV_COMPILE_BYTECODE=1 .venv/uv/bin/uv
INSTALLED := .venv/installed

.PHONY: help setup demo test lint lock plan-page tables-page clean

help:  ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 19

setup: $(INSTALLED)  ## install everything into .venv

demo: $(INSTALLED)  ## run both trials, or TRIAL=name alone: reports in results/
	@$(ENV) $(BIN)/ipt-outcomes run --cores $(CORES) $(TRIAL)

test: $(INSTALLED)  ## run the tests
	@$(ENV) $(BIN)/pytest -n $(CORES) --dist loadfile --no-loadscope-reorder

lint: $(INSTALLED)  ## check style, types and the workflow
	@$(ENV) ruff check src tests workflow benchmarks
	@$(ENV) ruff format --check src tests workflow benchmarks
	@$(ENV) mypy
	@$(ENV) snakefmt --check Snakefile workflow
	@$(ENV) snakemake --lint

lock: $(INSTALLED)  ## renew requirements.lock from pyproject.toml
	@$(UV) pip compile $(LOCKING) --extra dev pyproject.toml -o requirements.lock
	@echo 'uv==0.13.9' | $(UV) pip compile $(LOCKING) - -o requirements-uv.lock

plan-page: $(INSTALLED)  ## write config/README.md from the plan's classes
	@$(ENV) PYTHONUTF8=1 python -m ipt_outcomes.plan.page > config/README.new
	@mv config/README.new config/README.md

tables-page: $(INSTALLED)  ## write docs/tables.md from the tables' schemas
	@$(ENV) PYTHONUTF8=1 python -m ipt_outcomes.tables.page > docs/tables.new
	@mv docs/tables.new docs/tables.md

clean:  ## remove results; the installation stays
	rm -rf results .snakemake

$(INSTALLED): requirements.lock requirements-uv.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { \
	  echo "Python 3.11 is needed; found: $$($(PYTHON) --version 2>&1)."; \
	  echo "Install it, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || { \
	  echo "$(PYTHON) has no pip. Install pip for it (or leave the active environment)."; exit 1; }
	@echo "Installing into .venv (once, a minute or two) ..."
	@# What was downloaded once is kept, and asked for first: then no network is needed.
	@cache="$${XDG_CACHE_HOME:-$$HOME/.cache}/ipt-outcomes"; \
	mkdir -p "$$cache" 2>/dev/null && [ -w "$$cache" ] || { \
	  cache="$$PWD/.venv/cache"; mkdir -p "$$cache"; export UV_CACHE_DIR="$$cache/uv"; }; \
	pip() { $(PYTHON) -m pip "$$@" -qq --disable-pip-version-check --no-deps --require-hashes \
	  -r requirements-uv.lock; }; \
	uv_from_cache() { pip install --upgrade --no-index --find-links "$$cache" --target .venv/uv; }; \
	sync() { $(UV) pip sync --quiet --python .venv --require-hashes "$$@" requirements.lock; }; \
	{ uv_from_cache 2>/dev/null || { pip download --dest "$$cache" && uv_from_cache; }; } && \
	$(UV) venv --quiet --allow-existing --python $(PYTHON) .venv && \
	{ sync --offline 2>/dev/null || sync; } || { \
	  echo "The packages could not be installed: see above. The first time a network is needed."; \
	  exit 1; }
	@$(UV) pip install --quiet --python .venv --no-deps --no-build-isolation --offline -e .
	@touch $@
