# Everything a newcomer needs: `make run`, `make browse`, `make test`. `make help` lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help

PYTHON ?= python3
BROWSER ?= chromium
UV_VERSION := 0.13.9
UV := .tools/bin/uv
VENV := .venv/bin
export UV_PYTHON_DOWNLOADS := never

.PHONY: help setup run browse extension test lint types test-python test-js test-databases test-kills bench-matching bench-intake bench-feed bench-import bench-extension screenshots format lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

setup: .venv/.complete ## Make the environment in .venv

run: setup ## Start the server with demo content on http://127.0.0.1:8080
	@$(VENV)/masthead demo
	@exec $(VENV)/masthead serve --demo

browse: setup ## Open a throw-away browser with the extension on the demo (BROWSER=firefox for Firefox)
	@$(VENV)/masthead demo
	@$(VENV)/python tools/browse.py --browser $(BROWSER) --server http://127.0.0.1:$${MASTHEAD_PORT:-8080}

extension: setup ## Pack the extension for the stores, into dist/
	@$(VENV)/python tools/pack_extension.py

test: setup node_modules/.complete ## Lint, types, and all tests, in real browsers too
	@sh tools/need-programs.sh
	@$(MAKE) --no-print-directory -j2 -O lint types test-js
	@$(MAKE) --no-print-directory test-python

lint: setup node_modules/.complete ## Formatting and lint of Python and JavaScript
	$(VENV)/ruff format --check server tests tools bench
	$(VENV)/ruff check server tests tools bench
	npx --no-install prettier --check --log-level warn extension tests/extension bench '*.js' '*.json'
	npx --no-install eslint --max-warnings 0 extension tests/extension bench

types: setup node_modules/.complete ## Types of Python and JavaScript
	$(VENV)/mypy
	npx --no-install tsc --noEmit -p .

test-js: setup node_modules/.complete ## JavaScript tests, and the lint of Firefox's store
	node --test tests/extension/

test-python: setup ## Python tests, journeys in real browsers included
	$(VENV)/python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder

test-kills: setup ## Kill publishers before every change of a file, and a server a hundred times (half an hour)
	MASTHEAD_KILLS=100 MASTHEAD_KILL_STEP=1 $(VENV)/python -m pytest -q -n auto --dist loadfile \
		tests/feed/test_killed.py tests/web/test_durability.py

test-databases: setup ## All tests of records and of the API on SQLite and on PostgreSQL, with many more calls (half an hour)
	MASTHEAD_ALL_ON_BOTH=yes MASTHEAD_CALLS=50 $(VENV)/python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder \
		tests/records tests/web

bench-matching: .venv/.peers ## Compare matching with other ways to recognise texts (DATA=folder of pages, minutes)
	@PYTHONPATH=tests/browser $(VENV)/python bench/matching $(if $(DATA),--data $(DATA)) $(MORE)

bench-intake: .venv/.intake-peers ## Compare intake with other extractors of articles (DATA=folder of pages, minutes)
	@$(VENV)/python -m bench.intake --data $(DATA) $(MORE)

bench-feed: setup ## Measure feeds of made-up archives (SIZES="10000 100000 1000000", WORK=folder; minutes to an hour)
	@PYTHONPATH=tests $(VENV)/python -m bench.feed $(if $(SIZES),--sizes $(SIZES)) $(if $(WORK),--work $(WORK)) $(MORE)

bench-import: setup ## Measure imports of made-up records (SIZE=10000, minutes)
	@PYTHONPATH=tests $(VENV)/python -m bench.importing $(if $(SIZE),--size $(SIZE))

bench-extension: setup ## Measure what the extension costs in real pages (DATA=folder of pages, PAGES=50; minutes)
	@PYTHONPATH=tests/browser:tests $(VENV)/python -m bench.extension --data $(DATA) --pages $(or $(PAGES),50) $(MORE)

format: setup node_modules/.complete ## Format Python and JavaScript
	$(VENV)/ruff format server tests tools bench
	$(VENV)/ruff check --fix --exit-zero server tests tools bench
	npx --no-install prettier --write --log-level warn extension tests/extension bench '*.js' '*.json'

screenshots: setup ## Draw the pictures of docs/images anew
	$(VENV)/python tools/screenshots.py

lock: $(UV) ## Renew requirements.lock from pyproject.toml
	$(UV) pip compile -q --universal --generate-hashes --group dev --no-header pyproject.toml -o requirements.lock
	$(UV) pip compile -q --universal --generate-hashes --no-header --python-version 3.11 -c requirements.lock \
		bench/matching/peers.in -o bench/matching/peers.lock
	$(UV) pip compile -q --universal --generate-hashes --no-header --python-version 3.11 -c requirements.lock \
		bench/intake/peers.in -o bench/intake/peers.lock

clean: ## Remove everything that setup made; var/ with its data stays
	rm -rf .venv .tools node_modules

.venv/.complete: requirements.lock pyproject.toml $(UV)
	@$(UV) venv -q --clear --python "$$(command -v $(PYTHON))" .venv
	@echo "Installing what Masthead needs into .venv ..."
	@$(UV) pip sync -q --compile-bytecode --require-hashes requirements.lock
	@$(UV) pip install -q --no-deps -e .
	@touch $@

.venv/.peers: bench/matching/peers.lock .venv/.complete
	@$(UV) pip install -q --require-hashes -r bench/matching/peers.lock
	@touch $@

.venv/.intake-peers: bench/intake/peers.lock .venv/.complete
	@$(UV) pip install -q --require-hashes -r bench/intake/peers.lock
	@touch $@

$(UV):
	@sh tools/need-python.sh "$(PYTHON)"
	@$(PYTHON) -m pip install -q --disable-pip-version-check --root-user-action=ignore --upgrade --target .tools uv==$(UV_VERSION)

node_modules/.complete: package.json package-lock.json
	@command -v npm >/dev/null || { echo "make test needs npm: apt-get install npm"; exit 1; }
	@npm ci --silent --no-fund --no-audit
	@touch $@
