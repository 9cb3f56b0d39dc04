# make demo         install, draw garments, train on them, test, predict; results in demo_output/
# make test         install and run the tests
# make test-all     the slow tests too: every leaf trained, every recipe exported; an hour
# make test-faults  only what docs/reliability.md lists: kill, fill disks, ...
# make lint         formatting, lint, types, the contract of imports, and the site without a warning
# make docs         build the site, into docs/_build/html
# make check        lint and test
# make bench        every benchmark in a short form, results in bench_output/; minutes
# make fuzz         feed tables, HTTP bodies and checkpoints hostile bytes, FUZZ_SECONDS=300 each
# make starter      draw, train, export and measure the starter model; hours, can be resumed
# make metafiles    write model-index.yml and the metafile of each recipe, for MIM
# make lock         write requirements/lock.txt and docs/licenses.md from .venv, and docker/*.txt
# make install      only install, into .venv
#
# A second call installs only what has changed. Variables:
#   PYTHON=python3.12                          interpreter of .venv
#   TORCH='torch==2.6.0 torchvision==0.21.0'   PyTorch to install
#   STACK=locked                               the versions of requirements/lock.txt, Python 3.11
#   STACK=none                                 only this package, into a .venv that you have filled
#   WORKERS=2                                  tests that run at once; 0: in one process

PYTHON ?= python3
TORCH ?=
STACK ?= default
FUZZ_SECONDS ?= 300
WORKERS ?= auto
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALLED := $(VENV)/.installed
# Workers for the cores, each with up to 4 GB; one that has nothing left takes tests of another.
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 4 --dist worksteal

.PHONY: demo test test-all test-faults lint docs check format bench fuzz starter metafiles lock \
	install clean

demo: $(INSTALLED)
	$(BIN)/fashionkp demo demo_output

test: $(INSTALLED)
	$(PYTEST)

test-all: $(INSTALLED)
	$(PYTEST) --slow

test-faults: $(INSTALLED)
	$(BIN)/python -m pytest --faults

lint: $(INSTALLED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/make_site.py --strict

docs: $(INSTALLED)
	$(BIN)/python docs/make_site.py

check: lint test

format: $(INSTALLED)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(INSTALLED)
	$(BIN)/python benchmarks/short_forms.py bench_output

fuzz: $(INSTALLED)
	$(PIP) install -r fuzz/requirements.txt
	$(BIN)/python fuzz/csv_reader.py -max_total_time=$(FUZZ_SECONDS)
	$(BIN)/python fuzz/http_body.py -max_total_time=$(FUZZ_SECONDS)
	$(BIN)/python fuzz/checkpoint.py -max_total_time=$(FUZZ_SECONDS)

starter: $(INSTALLED)
	$(BIN)/python tools/make_starter.py

metafiles: $(INSTALLED)
	$(BIN)/python tools/write_metafiles.py

lock: $(INSTALLED)
	$(BIN)/python tools/lock_requirements.py
	$(BIN)/python tools/lock_container.py

install: $(INSTALLED)

$(INSTALLED): setup.py pyproject.toml $(wildcard requirements/*.txt)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
ifeq ($(STACK),default)
	$(if $(TORCH),$(PIP) install $(TORCH))
	$(PIP) install $(foreach name,stack runtime export serve ray dev docs,-r requirements/$(name).txt)
	$(PIP) install --no-deps -r requirements/stack-no-deps.txt
else ifeq ($(STACK),locked)
	$(PIP) install --no-deps -r requirements/lock.txt
endif
	$(PIP) install --no-deps -e .
	touch $@

clean:
	rm -rf $(VENV) build dist docs/_build *.egg-info
