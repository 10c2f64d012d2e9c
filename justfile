# The verbs of the project; `.ci/run` is the same in a fresh environment.

bin := ".venv/bin"
python := "python3"

# Show the verbs
default:
    @just --list --unsorted

# Make .venv with the locked tools and the program as it stands here
install:
    {{ python }} -m venv .venv
    {{ bin }}/pip install -q -r requirements-dev.lock
    {{ bin }}/pip install -q --no-deps -e .

# Run the tests: all, or what is named
test *args="-n 2":
    {{ bin }}/pytest {{ args }}

# Check style and formatting
lint:
    {{ bin }}/ruff check .
    {{ bin }}/ruff format --check .

# Put the formatting right
format:
    {{ bin }}/ruff check --fix .
    {{ bin }}/ruff format .

# Check the types
types:
    {{ bin }}/mypy --strict

# Check the arrows between the modules
contracts:
    {{ bin }}/lint-imports

# Everything a change must pass, in a fresh environment
ci:
    bash .ci/run

# Measure against the budgets, then set the analyses beside what happened
bench: budgets backtests

# Measure start-up, imports, filters, timelines and reports against their budgets
budgets:
    {{ bin }}/python benchmarks/startup.py
    {{ bin }}/python benchmarks/import_rate.py
    {{ bin }}/python benchmarks/xlsx_rate.py
    {{ bin }}/python benchmarks/ubl_rate.py
    {{ bin }}/python benchmarks/dedupe_scan.py
    {{ bin }}/python benchmarks/filter_rate.py
    {{ bin }}/python benchmarks/timeline_page.py
    {{ bin }}/python benchmarks/report_rate.py
    {{ bin }}/python benchmarks/crosssell_rate.py
    {{ bin }}/python benchmarks/shell_rate.py

# Print what everyday work takes, beside sqlite-utils, the sqlite3 shell and pandas
speeds *args="":
    {{ bin }}/python benchmarks/side_by_side.py {{ args }}

# Set forecasts, risks, suggestions and lead scores beside what happened
backtests:
    {{ bin }}/python benchmarks/backtest_clv.py
    {{ bin }}/python benchmarks/backtest_churn.py
    {{ bin }}/python benchmarks/backtest_crosssell.py
    {{ bin }}/python benchmarks/backtest_leads.py

# The long run of kills and concurrent writers (the tests run a short form)
campaign *args:
    {{ bin }}/pytest -m campaign --campaign {{ args }}

# Feed every reader and every language damaged inputs for so many seconds each; names choose some of them
fuzz seconds="60" *names:
    {{ bin }}/python -m tests.fuzz.run {{ seconds }} {{ names }}

# Write the packaged DDL scripts anew from the models
schema:
    {{ bin }}/python -m crmcli.migrations.generate
    {{ bin }}/python -m tests.store.schema.make

# Make one file that runs where this Python and this kind of system are (needs uv): docs/install.md
onefile file="crm.pyz" what=".":
    uvx --python {{ python }} shiv --quiet --console-script crm --output-file {{ file }} \
      --python "/usr/bin/env python3" '{{ what }}'

# Renew requirements-dev.lock (needs uv)
lock *args:
    uv pip compile pyproject.toml --extra all --group dev --universal --python-version 3.11 \
      --generate-hashes --no-annotate --no-emit-package pip --custom-compile-command "just lock" \
      --output-file requirements-dev.lock --quiet {{ args }}
