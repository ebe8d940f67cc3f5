# The verbs of the workshop. `make demo` and `make test` set up what they need on a machine with Python 3.11 and make.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# the library of the examples that `make serve` shows; `make clean` takes it away
SHOWN := $(VENV)/desk/examples.tidings
# uv from the path, else the one in the environment, if there is one
UV = $(or $(shell command -v uv 2>/dev/null),$(wildcard $(BIN)/uv),uv)
COMPILE = $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-header --python-version 3.11 pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help demo serve test check format eval bench docs train gazetteer lock clean

help: ## say what each verb does
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1\t/' | expand -t 18

$(READY): requirements/dev.txt pyproject.toml scripts/make_venv.sh
	@sh scripts/make_venv.sh $(VENV) requirements/dev.txt --editable
	@touch $@

demo: $(READY) ## brief the example reports: in the terminal, and all of them as a page
	@$(BIN)/tidings brief examples/tanker-*
	@$(BIN)/tidings brief examples -o brief.html
	@echo "The page of all examples: $(CURDIR)/brief.html"

serve: $(READY) ## open the example reports in the browser
	@mkdir -p $(dir $(SHOWN))
	@$(BIN)/tidings add --library $(SHOWN) examples
	@$(BIN)/tidings serve --library $(SHOWN)

test: $(READY) ## run the tests
	@$(BIN)/python -m pytest

check: $(READY) ## lint, format, types, layers
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(READY) ## put the code into its form
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

eval: $(READY) ## run the evaluation tasks in ../shared, where it is, against their floors
	@$(BIN)/python evals/run.py

bench: $(READY) ## speed and memory: the main job in minutes, then library, desk and archive at full size, in hours
	@$(BIN)/python evals/bench.py
	@$(BIN)/python evals/bench_stories.py
	@$(BIN)/python evals/bench_library.py --reports 100000
	@$(BIN)/python evals/bench_desk.py --reports 100000
	@$(BIN)/python evals/bench_archive.py --sizes 1000,5000,20000 --ray

docs: $(READY) ## write the outputs that README and docs show again
	@$(BIN)/python scripts/show_commands.py

train: ## fit the shipped models again, from training/corpus
	@sh scripts/make_venv.sh .venv-train requirements/train.txt --editable
	@.venv-train/bin/python training/train.py
	@.venv-train/bin/python training/fit_arguments.py

gazetteer: ## write the gazetteer's data file again, from its sources
	@sh scripts/make_venv.sh .venv-data requirements/data.txt
	@.venv-data/bin/python scripts/make_gazetteer.py

lock: ## refresh the locks in requirements/
	@$(COMPILE) -o requirements/run.txt
	@$(COMPILE) --group dev -c requirements/run.txt -o requirements/dev.txt
	@$(COMPILE) --group data -c requirements/run.txt -o requirements/data.txt
	@$(COMPILE) --group train -c requirements/run.txt -o requirements/train.txt

clean: ## remove what these verbs made
	@rm -rf $(VENV) .venv-train .venv-data brief.html .pytest_cache .mypy_cache .ruff_cache .hypothesis \
		.import_linter_cache
