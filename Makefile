# Showfloor: `make demo` runs the whole loop, `make test` checks it. Needs python3 (3.11+), git, make.

PYTHON ?= python3
LINES ?= 1000000 10000000 100000000
PORT ?= 8000
MINUTES ?= 30
BIN := .venv/bin
export PYTHONDONTWRITEBYTECODE :=
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: bench-repricing demo test fuzz-intake kill-test check bench bench-plan bench-plan-full bench-plan-files bench-plan-sample serve serve-reports test-portal test-portal-walls test-portal-browser lock setup setup-dev test-browser clean help coverage coverage-sample coverage-scale coverage-regions bench-measure bench-measure-poisson bench-measure-sample bench-ledger bench-ledger-sample bench-portal bench-portal-sample soak-portal test-spark test-measure-full test-offers-full test-full test-spark-full test-portal-full

help:  ## what each target does
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

demo: setup  ## the whole loop on all examples; says where the reports are
	$(BIN)/showfloor demo --out demo

test: setup-dev  ## every test but those of the portal, Spark and the browser, a sample of what is drawn
	$(BIN)/python -m pytest tests -q --ignore=tests/browser --ignore=tests/portal --ignore=tests/spark -n 2 --dist loadfile --durations=25 --durations-min=5

test-full: setup-dev  ## the same with all that is drawn
	SHOWFLOOR_FULL=1 $(BIN)/python -m pytest tests -q --ignore=tests/browser --ignore=tests/portal --ignore=tests/spark -n 2 --dist loadfile

fuzz-intake: setup-dev  ## 100,000 malformed files through the intake: none ends in a traceback, each adds up
	SHOWFLOOR_FUZZ=100000 $(BIN)/python -m pytest tests/storage/test_fuzz_*.py -q -n 2

kill-test: setup-dev  ## 200 changes of a ledger killed at random moments, each followed by ledger check, about 15 minutes
	SHOWFLOOR_KILLS=200 $(BIN)/python -m pytest tests/storage/test_killed_changes.py -q -s -n 0
	SHOWFLOOR_BUDGET_KILLS=20 $(BIN)/python -m pytest tests/storage/budgets -q -n 0
	SHOWFLOOR_PORTAL_KILLS=50 $(BIN)/python -m pytest tests/portal/work/test_killed_workers.py tests/portal/work/test_killed_servers.py -q -n 0

check: setup-dev  ## lint, formatting, types, the rules of the house, dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src

bench: setup-dev  ## measured claims, kept as data in benchmarks/results
	$(BIN)/python benchmarks/crew_hull.py

bench-plan: setup-dev .venv-bench/peers.stamp  ## the planner beside HiGHS, SCIP and CP-SAT, about 30 minutes; goes on if ended
	$(BIN)/python benchmarks/plan_peers.py --peers .venv-bench/bin/python

bench-plan-full: setup-dev .venv-bench/peers.stamp  ## the same with five seeds and long limits, about 14 hours; goes on if ended
	$(BIN)/python benchmarks/plan_peers.py --peers .venv-bench/bin/python --full

bench-plan-files: setup-dev  ## large and national from files alone: written, planned, verified, about 25 minutes
	$(BIN)/python benchmarks/plan_from_files.py

bench-plan-sample: setup-dev .venv-bench/peers.stamp  ## one small seed of each kind, every solver, a minute
	$(BIN)/python benchmarks/plan_peers.py --peers .venv-bench/bin/python --only small --seeds 1 --limit 5 --name sample

coverage: setup-dev  ## how often intervals, bands and permutation tests keep their word, 20 minutes
	$(BIN)/python benchmarks/measure_coverage.py

coverage-scale: setup-dev  ## how often intervals in per cent and in levels hold the truth, 4 minutes
	$(BIN)/python benchmarks/coverage_scale.py

coverage-regions: setup-dev  ## how often intervals within regions hold the truth, 20 minutes
	$(BIN)/python benchmarks/coverage_regions.py --draws 5000

coverage-sample: setup-dev  ## the same on three rollouts, under a minute
	$(BIN)/python benchmarks/measure_coverage.py --sample

bench-measure: setup-dev  ## measuring beside diff-diff, and from a ledger, about 12 minutes; goes on if ended
	$(BIN)/python benchmarks/measure_peers.py

bench-measure-sample: setup-dev  ## the same on a small rollout, under a minute
	$(BIN)/python benchmarks/measure_peers.py --sample

bench-ledger: setup-dev .venv-bench-ledger/peers.stamp  ## the ledger beside DuckDB by hand, Polars, openretailscience; LINES="1000000 10000000"; goes on if ended
	$(BIN)/python benchmarks/ledger_bench.py --peers .venv-bench-ledger/bin/python --lines $(LINES)

bench-ledger-sample: setup-dev .venv-bench-ledger/peers.stamp  ## the same on 200,000 lines: do all answer alike? under a minute
	$(BIN)/python benchmarks/ledger_bench.py --peers .venv-bench-ledger/bin/python --lines 200000 --pairs 1 --name sample.ledger --clean

bench-portal: setup-dev .venv-bench-portal/peers.stamp  ## the portal under load on gunicorn and PostgreSQL, 1,000 stores; announcements beside Datasette; about 8 minutes
	$(BIN)/python benchmarks/portal_bench.py --peers .venv-bench-portal/bin/python

bench-portal-sample: setup-dev .venv-bench-portal/peers.stamp  ## the same on the smallest workspace for a few seconds: does all answer? under 40 s
	$(BIN)/python benchmarks/portal_bench.py --peers .venv-bench-portal/bin/python --sample

soak-portal: setup-dev  ## MINUTES of readers with imports and plans in the background: no error, no growing memory
	$(BIN)/python benchmarks/portal_soak.py --minutes $(MINUTES)

test-spark: .venv-spark/spark.stamp  ## every question has the same answer on DuckDB and on a Spark cluster (needs Java 17 or later)
	.venv-spark/bin/python -m pytest tests/spark -q

test-spark-full: .venv-spark/spark.stamp  ## the same on two million lines of 1,000 stores and 2,000 products
	SHOWFLOOR_SPARK_LINES=2000000 .venv-spark/bin/python -m pytest tests/spark -q

bench-measure-poisson: setup-dev  ## panel regression beside pyfixest, 3 minutes; PEERS=a python that has pyfixest and numba
	$(BIN)/python benchmarks/measure_poisson.py --peers $(PEERS)

test-measure-full: setup-dev  ## all 200 drawn panels of measuring against diff-diff
	SHOWFLOOR_PANELS=200 $(BIN)/python -m pytest tests/measure/test_against_diff_diff.py -q -n 2

bench-repricing: setup-dev  ## 100 million lines of sales under 200 new offers, a sample held against the engine; 1 GB of disk, 5 to 25 minutes
	$(BIN)/python benchmarks/repricing_bench.py --clean

bench-offers: setup-dev .venv-bench-offers/peers.stamp  ## the offer engine alone, on hard baskets, and beside zen-engine, django-oscar and CLIPS, 6 minutes
	$(BIN)/python benchmarks/offers_bench.py --peers .venv-bench-offers/bin/python

test-offers-full: setup-dev  ## the offer engine beside the reference that tries every plan, 100,000 drawn baskets, 10 minutes
	SHOWFLOOR_OFFERS=100000 $(BIN)/python -m pytest tests/offers/test_engine_against_reference.py -q -n 2

serve: .venv/portal.stamp  ## the portal with the demo's data and one login a role, in a browser on this machine
	$(BIN)/python -m showfloor.portal serve --demo demo/portal --port $(PORT)

serve-reports: setup  ## the demo's reports alone in a browser on this machine
	$(BIN)/showfloor serve --workspace demo/complete-journey

test-portal: test-portal-walls test-portal-browser  ## the portal's tests on SQLite and on a real PostgreSQL from PyPI, and in a browser

test-portal-walls: setup-dev  ## the first two of them alone
	$(BIN)/python -m pytest tests/portal --ignore=tests/portal/browser -q -n 2 --dist worksteal
	SHOWFLOOR_PORTAL_TEST_DATABASE=postgresql $(BIN)/python -m pytest tests/portal --ignore=tests/portal/browser -q -n 2 --dist worksteal

test-portal-browser: setup-dev  ## the portal in a real browser, with scripts and without (needs Debian's chromium)
	$(BIN)/python -m pytest tests/portal/browser -q -n 2 --dist loadgroup

test-portal-full: setup-dev  ## the same, every reader at every address with every key, every page in both schemes and languages
	SHOWFLOOR_PORTAL_EVERY_PATH=1 $(BIN)/python -m pytest tests/portal --ignore=tests/portal/browser -q -n 2 --dist worksteal
	SHOWFLOOR_PORTAL_EVERY_PATH=1 SHOWFLOOR_PORTAL_TEST_DATABASE=postgresql $(BIN)/python -m pytest tests/portal --ignore=tests/portal/browser -q -n 2 --dist worksteal
	SHOWFLOOR_PORTAL_EVERY_PAGE=1 $(BIN)/python -m pytest tests/portal/browser -q -n 2 --dist loadgroup

test-browser: setup-dev  ## the reports in a real browser (needs Debian's chromium)
	$(BIN)/python -m pytest tests/browser -q

setup: .venv/runtime.stamp
setup-dev: .venv/dev.stamp

# Installs with the Python that is named: by pip, or in its place by the uv that UV names, which is quicker.
install = $(if $(UV),$(UV) pip install --quiet --python $(1),$(1) -m pip install --quiet --disable-pip-version-check)

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else f"Showfloor needs Python 3.11 or later, this is {sys.version.split()[0]}; name another with make PYTHON=python3.12")'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
	  echo "Python's venv module is missing. On Debian or Ubuntu: apt install python3-venv. On Fedora it comes with python3." >&2; exit 1; }

.venv/runtime.stamp: .venv/bin/python requirements.lock pyproject.toml
	$(call install,$(BIN)/python) --require-hashes -r requirements.lock
	$(call install,$(BIN)/python) --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: .venv/runtime.stamp requirements-dev.lock
	$(call install,$(BIN)/python) --no-compile --require-hashes -r requirements-dev.lock
	@touch $@

.venv/portal.stamp: .venv/runtime.stamp requirements-portal.lock
	$(call install,$(BIN)/python) --require-hashes -r requirements-portal.lock
	@touch $@

.venv-bench/peers.stamp: requirements-bench.lock
	@$(PYTHON) -m venv .venv-bench
	$(call install,.venv-bench/bin/python) --no-compile --require-hashes -r requirements-bench.lock
	@touch $@

.venv-bench-ledger/peers.stamp: requirements-bench-ledger.lock
	@$(PYTHON) -m venv .venv-bench-ledger
	$(call install,.venv-bench-ledger/bin/python) --no-compile --require-hashes -r requirements-bench-ledger.lock
	@touch $@

.venv-bench-portal/peers.stamp: requirements-bench-portal.lock
	@$(PYTHON) -m venv .venv-bench-portal
	$(call install,.venv-bench-portal/bin/python) --no-compile --require-hashes -r requirements-bench-portal.lock
	@touch $@

.venv-bench-offers/peers.stamp: requirements-bench-offers.lock
	@$(PYTHON) -m venv .venv-bench-offers
	$(call install,.venv-bench-offers/bin/python) --require-hashes -r requirements-bench-offers.lock
	@touch $@

.venv-spark/spark.stamp: requirements-spark.lock pyproject.toml
	@$(PYTHON) -m venv .venv-spark
	$(call install,.venv-spark/bin/python) --no-compile --require-hashes -r requirements-spark.lock
	$(call install,.venv-spark/bin/python) --no-compile --no-deps --no-build-isolation -e .
	@touch $@

lock: .venv/bin/python  ## resolve the nine lock files again
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --group installer -o requirements-installer.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --group build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --extra portal --group build --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --extra portal --group build -c requirements-dev.lock pyproject.toml -o requirements-portal.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --group bench -c requirements.lock -o requirements-bench.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --group bench-ledger -o requirements-bench-ledger.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --group bench-offers -o requirements-bench-offers.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --group bench-portal -o requirements-bench-portal.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --extra spark --group build --group spark-tests -c requirements-dev.lock pyproject.toml -o requirements-spark.lock

clean:  ## forget the environments and the demo
	rm -rf .venv .venv-bench .venv-bench-ledger .venv-bench-portal .venv-spark demo build/bench-ledger build/bench-portal
