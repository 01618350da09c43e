# Two commands set everything up on a fresh Debian machine: `make demo` and `make test`.
.PHONY: bundle fuzz mutants demo test slow thorough lint format bench lock clean
.DEFAULT_GOAL := demo

# Empty: the system's own Python where it will do, see .ci/prepare.
PYTHON ?=
RUN := .venv/bin/python -X utf8
READY := .venv/.ready
DEMO := build/demo

# The worked example: copied, scored and printed, with the review book. Ends with what to look at first.
demo: $(READY)
	@rm -rf $(DEMO)
	@mkdir -p $(dir $(DEMO))
	@.venv/bin/shifan demo $(DEMO)
	@echo "许多单位一起汇总的例子（示例省，24 个虚构的县）：.venv/bin/shifan region demo build/province"

test: $(READY)
	@bash .ci/prepare browser
	@$(RUN) -m pytest -n auto -m "not slow"
	@echo "The heavy tests (several processes, many seconds) are run by: make slow"

# What takes several processes or many seconds each: kills, clusters, whole seasons, every screen. Part of every landing.
slow: $(READY)
	@bash .ci/prepare browser
	@$(RUN) -m pytest -n auto -m slow

# New random examples, many more of them, and a workbench killed under writing (KILLS=1000): half an hour.
thorough: $(READY)
	@export SHIFAN_SEED=$${SHIFAN_SEED:-$$(date +%s)}; echo "SHIFAN_SEED=$$SHIFAN_SEED"; \
		SHIFAN_THOROUGH=1 SHIFAN_RACES=200 $(RUN) -m pytest -n auto -o faulthandler_timeout=0 tests/engine tests/live tests/test_yaml_lines.py \
		tests/cli/test_at_once.py tests/workbench/test_season.py tests/test_bundle.py
	@PYTHONPATH=tests:tests/live:. $(RUN) tests/live/many_changes.py --changes 5000
	@PYTHONPATH=tests:. $(RUN) tests/cli/many_kills.py --rounds 10000
	@PYTHONPATH=tests:. $(RUN) tests/workbench/kill_run.py --kills 200

# Ten minutes of spoiled files through every door; SECONDS_EACH and SEED may be given.
fuzz: $(READY)
	@$(RUN) -W ignore tests/fuzz/fuzz_run.py --seconds $${SECONDS_EACH:-600} $${SEED:+--seed $$SEED}

# What no test notices when it changes; MODULES, SAMPLE and SEED may be given. Survivors are printed, not an error.
mutants: $(READY)
	@$(RUN) tests/mutants.py $(MODULES) $${SAMPLE:+--sample $$SAMPLE} $${SEED:+--seed $$SEED} || [ $$? -eq 1 ]

lint: $(READY)
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy

format: $(READY)
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

bench: $(READY)
	@$(RUN) -m benchmarks.run

# The exact versions of everything, with digests. Needs uv; run it after a change of dependencies.
lock:
	@uv pip compile pyproject.toml --group dev --all-extras --universal --python-version 3.11 --generate-hashes --no-annotate \
		--no-header --quiet --upgrade --output-file requirements.lock

# Python, its packages and the typesetting libraries; done again only when the list of packages changes.
$(READY): requirements.lock pyproject.toml .ci/prepare
	@PYTHON="$(PYTHON)" bash .ci/prepare
	@touch $@

# A folder for machines without a network: PLATFORM is linux-x86_64, linux-arm64 or windows.
PLATFORM ?= linux-x86_64
bundle: $(READY)
	@$(RUN) .ci/bundle.py $(PLATFORM) build/bundle-$(PLATFORM)

clean:
	@rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
