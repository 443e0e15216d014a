# twosource on a fresh machine: Python 3.11, pip, make and git are enough.
#   make demo    read the bundled sample reports and print the ledger
#   make test    lint, type checks and all tests
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

# Debian's Python comes without ensurepip, so the machine's own pip fills the private environment.
# Compiling every installed file would cost more time than the first run of the few that are used.
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(PYTHON) -m pip --python $(BIN)/python install --quiet --no-compile
LOCK_TOOL  := pip-tools==7.6.2
LOCK_FLAGS := --quiet --generate-hashes --strip-extras --allow-unsafe --all-build-deps --no-header \
	--annotation-style=line --no-emit-index-url --no-emit-find-links --no-emit-trusted-host $(if $(UPGRADE),--upgrade)

SOURCES := $(shell find twosource -type f ! -name '*.pyc')
# Where `make test` has put the working tree itself into the environment, that is what runs.
PROGRAM := $(if $(wildcard $(VENV)/.tree),$(VENV)/.tree,$(VENV)/.copy)

.PHONY: help demo test bench lock clean
.DELETE_ON_ERROR:

help:  ## what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

demo: $(PROGRAM)  ## read the bundled sample reports and print the ledger
	$(BIN)/twosource demo

test: $(VENV)/.tree  ## lint, type checks and all tests; TWOSOURCE_QUICK=1 leaves out the clean clone
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses=2 --dist=loadfile

bench: $(VENV)/.tree  ## accuracy and speed on the shared corpora, one table each
	@set -e; for file in benchmarks/[!_]*.py; do echo "== $$file"; $(BIN)/python $$file; done

lock:  ## write requirements/*.txt anew; UPGRADE=1 takes newer versions
	$(PYTHON) -m venv --clear --without-pip build/lock
	$(PYTHON) -m pip --python build/lock/bin/python install --quiet pip setuptools wheel $(LOCK_TOOL)
	PIP_CONFIG_FILE=/dev/null build/lock/bin/pip-compile $(LOCK_FLAGS) -o requirements/run.txt pyproject.toml
	PIP_CONFIG_FILE=/dev/null build/lock/bin/pip-compile $(LOCK_FLAGS) --extra dev -c requirements/run.txt \
		-o requirements/dev.txt pyproject.toml

clean:  ## remove the private environment and everything made
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$(PYTHON) is older than Python 3.11: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv --without-pip $(VENV)

$(VENV)/.run: requirements/run.txt | $(BIN)/python
	$(PIP) --require-hashes -r $<
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(BIN)/python
	$(PIP) --require-hashes -r $<
	@touch $@

# setuptools is in both locks: nothing unpinned is fetched to build the package.
$(VENV)/.copy: $(VENV)/.run pyproject.toml $(SOURCES)
	rm -rf build/lib build/bdist.*
	$(PIP) --no-deps --no-build-isolation --force-reinstall .
	@touch $@

$(VENV)/.tree: $(VENV)/.dev pyproject.toml
	$(PIP) --no-deps --no-build-isolation --force-reinstall --editable .
	@touch $@
