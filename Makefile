# make demo   the whole shop on this machine, no account, no network once installed
# make test   the tests
# make help   the rest
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup demo test test-all promises browser lighthouse kills race soak planted hostile mutants test-stack test-aws check format bundle deploy destroy bench seal lock clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: $(STAMP) ## a virtual environment with the pinned dependencies

$(VENV)/.dependencies: requirements.lock tools/prepare.sh
	@PYTHON="$(PYTHON)" VENV="$(VENV)" sh tools/prepare.sh
	@touch $@

$(STAMP): $(VENV)/.dependencies pyproject.toml
	@echo "[3/3] pelicart itself"
	@$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP) ## the demo shop on http://127.0.0.1:$(PORT)
	@exec $(BIN)/python -m pelicart_infra.local --port $(PORT)

test: $(STAMP) ## the tests that every change must pass
	@sh tools/chromium.sh
	@sh tools/npm.sh axe || true
	@$(BIN)/python -m pytest -n 2 --dist worksteal -q -m "not slow"

test-all: $(STAMP) ## every test, the slow ones too
	@sh tools/chromium.sh
	@$(BIN)/python -m pytest -n 2 --dist worksteal -q --hypothesis-profile=drawn

promises: $(STAMP) ## the table of payment modules and what each of them keeps
	@if out=$$($(BIN)/python -m pytest -p no:xdist tests/promises --no-header -rN); \
	then printf '%s\n' "$$out" | grep '^|'; else printf '%s\n' "$$out"; exit 1; fi

browser: $(STAMP) ## every kind of page in Chromium: axe light and dark, layout, keyboard, the script
	@sh tools/chromium.sh
	@sh tools/npm.sh axe || true
	@$(BIN)/python -m pytest -n 2 --dist worksteal -q tests/browser

lighthouse: $(STAMP) ## Lighthouse on the demo shop's pages, as on a phone and on a desk; prints the scores
	@sh tools/chromium.sh
	@sh tools/npm.sh lighthouse
	@$(BIN)/python -m tests.browser 2>/dev/null

kills: $(STAMP) ## every walk through the shop, killed at every call of every function; prints the table
	@if out=$$($(BIN)/python -m pytest -n 2 --dist worksteal tests/killing --no-header -q -rN); \
	then printf '%s\n' "$$out" | grep '^|'; else printf '%s\n' "$$out"; exit 1; fi

race: $(STAMP) ## processes of buyers at the last units, with and without what guards them (RACE=--help)
	@PYTHON=$(BIN)/python sh tools/ministack.sh || true
	@$(BIN)/python -m tests.concurrency $(RACE)

soak: $(STAMP) ## simulate schedules until Ctrl-C, or for SECONDS=600; a failing one is told and made small
	@$(BIN)/python -m tests.simulation --seconds $(or $(SECONDS),0)

planted: $(STAMP) ## bugs put into the shop on purpose: how many seeds until the simulator finds each
	@$(BIN)/python -m tests.simulation --planted

hostile: $(STAMP) ## hostile input on every reader, SECONDS=10 of fuzzing each; prints the table
	@$(BIN)/python -m tools.hostile $(SECONDS)

mutants: $(STAMP) ## small wrongs put into the code one at a time: the share that a test notices (TARGETS="money order")
	@$(BIN)/python -m tools.mutants $(TARGETS)

test-stack: ## the stack on AWS, as a template: what it says, cfn-lint, cdk-nag, mypy (needs the network once)
	@PYTHON="$(PYTHON)" sh tools/aws.sh
	@sh tools/aws/test.sh

test-aws: $(STAMP) ## deploys the shop to an imitation of AWS, buys there, and shows what each role is refused
	@PYTHON=$(BIN)/python sh tools/ministack.sh
	@PYTHON="$(PYTHON)" sh tools/deploy.sh
	@PELICART_TEST_AWS=1 $(BIN)/python -m pytest -p no:xdist --no-header -v tests/aws

check: $(STAMP) ## ruff, mypy --strict, and the arrows between packages
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: $(STAMP) ## let ruff mend what it can
	@$(BIN)/ruff check --fix-only -q .
	@$(BIN)/ruff format -q .

bundle: $(STAMP) ## one zip per function in build/bundles, for Lambda (BUNDLE=--help)
	@$(BIN)/python -m pelicart_infra.bundle $(BUNDLE)

deploy: $(STAMP) ## a stage onto AWS: make deploy STAGE=staging (the first time with BOOTSTRAP=yes)
	@$(BIN)/python -m pelicart_infra.deploy look "$(STAGE)"
	@$(BIN)/python -m pelicart_infra.bundle $(BUNDLE)
	@PYTHON="$(PYTHON)" sh tools/deploy.sh
	@$(BIN)/python -m pelicart_infra.deploy up "$(STAGE)" $(if $(BOOTSTRAP),--bootstrap)

destroy: $(STAMP) ## takes a stage away: make destroy STAGE=staging
	@$(BIN)/python -m pelicart_infra.deploy look "$(STAGE)"
	@PYTHON="$(PYTHON)" sh tools/deploy.sh
	@$(BIN)/python -m pelicart_infra.deploy down "$(STAGE)" --sure "$(SURE)"

bench: $(STAMP) ## bundles, cold starts, warm answers, units and money, page weight, build; against the budgets
	@$(BIN)/python -m tools.bench

seal: ## build the script that seals a card in the browser (needs node and npm)
	cd tools/seal && npm ci --no-audit --no-fund && node build.mjs

lock: ## pin the newest versions that pyproject.toml allows (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --upgrade \
	  --no-annotate --no-header --no-emit-index-url -q \
	  --extra site --extra functions --extra dev pyproject.toml -o requirements.lock

clean: ## remove what was built
	rm -rf cache output publication stock.json .pelicart build dist bench
