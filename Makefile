# The one list of commands: people, hooks and CI call these and nothing else.

.DEFAULT_GOAL := help
.PHONY: help venv run test check bench soak package test-windows pictures pages locale hooks

BIN := .venv/bin

help: ## shows this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

venv: ## makes .venv and installs what is missing (each target below does it by itself)
	@packaging/setup.sh test

run: ## makes the example complaint in ./out and, where there is a screen, opens the window on it
	@packaging/setup.sh run
	@packaging/run.sh

test: ## runs all tests but the soak runs, a file at a time on each core (ARGS="..." goes to pytest)
	@packaging/setup.sh test
	@packaging/test.sh $(ARGS)

check: ## format, lint, types and import floors
	@packaging/setup.sh python
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: ## each figure side by side with what a user would pick instead
	@packaging/setup.sh bench
	$(BIN)/python -m benchmarks

soak: ## the long runs: a thousand kills, a 3 GB file
	@packaging/setup.sh test
	-@$(BIN)/python -m pip install --quiet 'atheris>=2.3' 2>/dev/null
	$(BIN)/python -m pytest -m soak --timeout=7200

package: ## builds wheel and source archive into dist/
	@packaging/setup.sh python
	$(BIN)/python -m build --no-isolation --outdir dist .

test-windows: ## the core's unit tests on Windows' own Python under wine (ARGS="..." goes to pytest)
	@packaging/setup.sh windows
	$(BIN)/python packaging/windows/test_windows.py $(ARGS)

pictures: ## makes README's pictures from the program itself
	@packaging/setup.sh test
	$(BIN)/python packaging/pictures/make_pictures.py

pages: ## makes a picture of every page of both faces, in both languages, into docs/pages
	@packaging/setup.sh test
	$(BIN)/python packaging/pictures/make_pages.py

locale: ## takes new words into the language files and compiles them
	@packaging/setup.sh python
	$(BIN)/python packaging/locale/update.py

hooks: ## makes git call `make check` before each commit
	@packaging/hooks.sh
