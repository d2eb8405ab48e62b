# make demo     install into .venv, index the samples, answer a query
# make test     install into .venv, run the tests
# make docs     write docs/cli.md from the commands
# make picture  draw the README's picture of an answer
# make quality  measure answers, stems and splits against floors that only rise (a minute)
# make bench    measure speed and size beside tantivy, SQLite FTS5, Xapian, bm25s and Whoosh (an hour)
#               and write docs/benchmarks.md; make bench-quick takes two minutes and writes nothing,
#               make bench-scale indexes a million articles and writes docs/scale.md
# make faults   kill writers at any instant, 200 times for each engine, and look what is left (an hour);
#               make faults KILLS=20 is quicker; and let eight readers ask while others write
# make fuzz     read damaged files and ask damaged questions, two minutes of each
# make check    everything that must be green: format, lint, types, tests, quality
PYTHON ?= python3
BIN := .venv/bin
DEMO := .demo

.PHONY: docs picture bench bench-quick bench-scale demo test quality faults fuzz check lint format clean

.venv/ready: pyproject.toml $(wildcard index/*.[ch])
	@echo "installing into .venv ..."
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $@

demo: .venv/ready
	@$(BIN)/newsearch rebuild --index $(DEMO) corpus/samples
	@echo
	$(BIN)/newsearch query --index $(DEMO) "Satellitenbau"

test: .venv/ready
	$(BIN)/pytest

docs: .venv/ready
	$(BIN)/python docs/reference.py

picture: demo
	$(BIN)/python docs/picture.py $(DEMO) Satellitenbau docs/answer.svg

# Raise the floors to what is measured now: .venv/bin/python tests/quality --raise
quality: .venv/ready
	$(BIN)/python tests/quality

KILLS ?= 200
fuzz: .venv/ready
	$(BIN)/python tests/fuzz

faults: .venv/ready
	$(BIN)/python tests/faults --kills $(KILLS)
	$(BIN)/python tests/faults/many.py

.venv/bench: .venv/ready
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[dev,bench]"
	@touch $@

bench: .venv/bench
	$(BIN)/python -m benchmarks --docs docs

bench-quick: .venv/bench
	$(BIN)/python -m benchmarks --sizes 1000 --questions 5 --rounds 3 --seconds 1 \
		--work .bench/quick

bench-scale: .venv/bench
	$(BIN)/python -m benchmarks --sizes 1000000 --contestants newsearch tantivy --rounds 4 \
		--stages prepare build ask cold report --docs docs

lint: .venv/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

check: lint test quality

format: .venv/ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf .venv .demo .bench build index/*.so *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
