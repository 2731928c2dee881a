# The project's commands; each installs what it lacks first. `make` alone names them.
.DEFAULT_GOAL := help
.PHONY: help run test soak lint bench package clean

BIN := .venv/bin
# The tests start hundreds of programs; without compiled files each would compile all of it anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## name the commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

run: ## open the till against the embedded sandbox; without a display, make a sale off screen and keep its pictures
	@packaging/setup.sh run
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then exec $(BIN)/giftcard-till --sandbox; \
	else exec $(BIN)/python -m app demonstrate --out out/demonstration; fi

test: ## run every test; core and till must be covered to the last line by their own, and then come all the others
	@packaging/setup.sh test
	@failed=0; \
	$(BIN)/python -m pytest -n 2 tests/core tests/till \
		--cov=app.core --cov=app.till --cov-report=term-missing --cov-fail-under=100 || failed=1; \
	FIGURES=added $(BIN)/python -m pytest -n 3 --dist worksteal --ignore=tests/core --ignore=tests/till || failed=1; \
	exit $$failed

# How far each part of the long proofs goes; in the usual run each has its own, shorter measure.
LONG_RULES := MODEL=long SEEDS=1000000 WALKS=50000 WALK_STEPS=60 MONTH=20000
LONG_INPUT := SEQUENCES=50000 SEQUENCE_STEPS=60 ANSWERS=1000000 SCANS=10000000 SCAN_BYTES=300000 WINDOW_SCANS=20000 NAMES=1000000 \
	FAULTY_RECEIPTS=250 SUBMITS=2000 CLOCK_PLANS=300
LONG_DISK := POWER_LOSSES=50000 FAULTY_SALES=4 FLIP_ROUNDS=50 LOG_DAMAGES=1000 RESTORES=500 STARTS=200 \
	KILLED_CARDS=20
LONG_SHOP := ORDER_CARDS=1000000 RECEIPTS=1000 JOURNALS=disk KILL_SWEEP=all RACES=5000 CLOCK_SCHEDULES=100
LONG := -n 2 -o faulthandler_timeout=0

soak: ## the long proofs: hours; the figures of all parts stand at the end
	@packaging/setup.sh test
	@failed=0; \
	$(LONG_RULES) $(BIN)/python -m pytest $(LONG) tests/simulation || failed=1; \
	FIGURES=added $(LONG_INPUT) $(BIN)/python -m pytest $(LONG) tests/core tests/till tests/dintero tests/config \
		tests/printer tests/scanner tests/ui || failed=1; \
	FIGURES=added $(LONG_DISK) $(BIN)/python -m pytest $(LONG) tests/ledger || failed=1; \
	FIGURES=added WEDGE=all $(BIN)/python -m pytest $(LONG) tests/journey/test_wedge_under_x.py || failed=1; \
	FIGURES=added NETWORK_SCHEDULES=2000 $(BIN)/python -m pytest $(LONG) tests/journey/network || failed=1; \
	FIGURES=added $(LONG_SHOP) $(BIN)/python -m pytest $(LONG) tests/journey/headless || failed=1; \
	BATCH_SEEDS=3000 BATCH_CARDS=1000000 BATCH_SWITCHES=all $(BIN)/python -m pytest $(LONG) tests/office tests/command/test_batch.py || failed=1; \
	FIGURES=added HANDOVER_CARDS=10000 $(BIN)/python -m pytest $(LONG) tests/command/test_batch_handover.py || failed=1; \
	$(BIN)/python -m tests.simulation.mutants || failed=1; \
	exit $$failed

lint: ## style, types and import rules
	@packaging/setup.sh run
	@failed=0; \
	for check in "ruff check --quiet" "ruff format --check --quiet" "mypy --no-error-summary" "pyright --warnings" "lint-imports --no-logo"; do \
		$(BIN)/$$check || { echo "$$check: FAILED"; failed=1; }; \
	done; exit $$failed

bench: ## measure, and print the figures as one JSON object
	@packaging/setup.sh test
	@$(BIN)/python -m tests.bench

package: ## build the wheel and the source archive into dist/, with their hashes
	@packaging/setup.sh run
	@rm -rf dist && $(BIN)/python -m hatchling build -d dist
	@cd dist && sha256sum -- *.whl *.tar.gz >SHA256SUMS && sha256sum --check SHA256SUMS

clean: ## remove what the commands made, except .venv
	@rm -rf build dist out htmlcov .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find app tests -name __pycache__ -type d -prune -exec rm -rf {} +
