# make site  建立环境，生成网站
# make test  建立环境，取得 Chromium、nginx 和 Apache，运行全部测试
# make pictures 给每一种页面拍照，放在 screenshots 里，供人查看
# make bench 测量生成和搜索：准确、流量、快慢、内存（大约一小时）
# 两条命令都不需要事先激活任何环境；Windows 上的做法见 README.md。

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: site test lint pictures bench clean

site: $(VENV)/.site
	@$(BIN)/gongkai build
	@echo '怎样查看：运行 $(BIN)/gongkai serve，在浏览器里打开它给出的网址；'
	@echo '          也可以直接打开 output/index.html（直接打开时不能搜索）。'
	@echo '怎样发布：运行 $(BIN)/gongkai package，把它写出的压缩包和上传说明交给负责上传的人；'
	@echo '          也可以直接上传 output 文件夹里的全部内容。'

test: $(VENV)/.test
	@$(BIN)/python -m tests.chromium
	@$(BIN)/python -m tests.hosts
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

pictures: $(VENV)/.test
	@$(BIN)/python -m tests.chromium
	$(BIN)/python -m tests.pictures

bench: $(VENV)/.test
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,forms,bench]'
	@$(BIN)/python -m tests.chromium
	$(BIN)/python -m benchmarks.build
	$(BIN)/python -m benchmarks.pages
	$(BIN)/python -m benchmarks.search
	$(BIN)/python -m benchmarks.search 10000 --index
	$(BIN)/python -m benchmarks.search 100000 --index

clean:
	rm -rf $(VENV) dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo '需要 Python 3.11 或更新的版本。可以这样指定：make site PYTHON=python3.12'; exit 3; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo '建立环境失败。Debian、Ubuntu 上请先运行：apt install python3-venv'; exit 3; }

$(VENV)/.site: pyproject.toml | $(BIN)/python
	@echo '正在安装程序，第一次需要几分钟……'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[forms]' || \
	  { echo '安装失败，请检查网络后再运行一次。'; exit 3; }
	@touch $@

$(VENV)/.test: pyproject.toml | $(BIN)/python
	@echo '正在安装程序和测试工具，第一次需要几分钟……'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,forms]' || \
	  { echo '安装失败，请检查网络后再运行一次。'; exit 3; }
	@touch $@ $(VENV)/.site
