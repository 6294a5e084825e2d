# 码上 Mashang: everything that is done to this folder. `make help` lists it.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Where the demo answers. LISTEN=0.0.0.0:8080 lets a phone in the same network in.
LISTEN ?= 127.0.0.1:8080
# Where the demo keeps its deployment.
DATA ?= demo-data

SWIFT ?= swift
PYTHON ?= /usr/bin/python3
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
OURS := Sources Static Tests Package.swift

# What the build links, and the font the posters are set in.
BUILD_PACKAGES := pkg-config libqrencode-dev libsqlite3-dev libpq-dev zlib1g-dev libssl-dev libpango1.0-dev libcairo2-dev fonts-noto-cjk
# What only the tests use: readers of codes, drawings and databases that nobody here wrote, a browser, a PostgreSQL,
# what breaks disks and clocks, and what a cluster is made of.
TEST_PACKAGES := python3-venv python3-pip chromium zbar-tools zxing-cpp-tools librsvg2-bin poppler-utils sqlite3 curl \
	postgresql-15 postgresql-client-15 strace faketime gcc libc6-dev openssl \
	etcd-server etcd-client patroni python3-etcd python3-idna ssl-cert nginx iproute2 nftables util-linux e2fsprogs

# What the measurements press the server with.
BENCH_PACKAGES := wrk openssl python3

BROWSER_NEEDS := Tests/Browser/requirements.txt
VENV := .venv/.installed

# Installs those of $(1) that are missing.
define install
missing=""; \
for package in $(1); do \
	status=$$(dpkg-query -W -f='$${db:Status-Status}' $$package 2>/dev/null || true); \
	[ "$$status" = installed ] || missing="$$missing $$package"; \
done; \
if [ -n "$$missing" ]; then \
	echo "· installing$$missing"; \
	$(SUDO) apt-get update -qq </dev/null; \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $$missing </dev/null; \
fi
endef

.PHONY: help setup test-setup build demo test unit postgres browser decoders faults cluster torture year posters-preview bench format lint clean

help: ## this list
	@echo "码上 Mashang"
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14 | sed 's/^/  make /'

setup: ## install what building needs (Debian packages; needs Swift 6.3 on the PATH)
	@command -v $(SWIFT) >/dev/null || { echo "Swift 6.3 is not on the PATH: https://www.swift.org/install/linux/"; exit 69; }
	@$(call install,$(BUILD_PACKAGES))

test-setup: setup
	@$(call install,$(TEST_PACKAGES))

build: setup ## build the program: .build/release/mashang
	@echo "· building (the first time takes several minutes)"
	@$(SWIFT) build -c release --product mashang

demo: build ## the sample district 雁江区 on LISTEN=127.0.0.1:8080
	@echo "· starting the demo; its data is in $(DATA), Ctrl-C ends it"
	@exec .build/release/mashang demo --data $(DATA) --listen $(LISTEN)

test: unit postgres browser decoders faults ## every test: install what they need, build, run

unit: test-setup ## the Swift tests
	@echo "· building the tests (the first time takes several minutes)"
	@$(SWIFT) build --build-tests
	@echo "· Swift tests"
	@# One after the other: some wait for a socket, and two cores full of others would make them wait too long.
	@$(SWIFT) test --skip-build --disable-xctest --no-parallel </dev/null

postgres: unit ## the ledger's tests once more, on a PostgreSQL of their own
	@echo "· the ledger's tests on PostgreSQL"
	@MASHANG_TEST_ENGINE=postgres $(SWIFT) test --skip-build --disable-xctest --no-parallel --filter StorageTests </dev/null

browser: unit $(VENV) ## the browser tests (screenshots stay in Tests/Browser/screenshots)
	@echo "· browser tests"
	@.venv/bin/python -m pytest Tests/Browser -q </dev/null

decoders: unit $(VENV) ## damaged posters, read by zbar and ZXing; a country of codes, killed on the way
	@echo "· posters and codes, read by others"
	@.venv/bin/python -m pytest Tests/Decoders Tests/Country -q </dev/null

faults: unit $(VENV) ## what disks, clocks and kill -9 do to the program (short form; `make torture` is the long one)
	@echo "· faults"
	@.venv/bin/python -m pytest Tests/Faults Tests/Backup -q </dev/null

cluster: unit $(VENV) ## nodes, Patroni and a proxy in network namespaces (short form; needs root)
	@echo "· several nodes"
	@.venv/bin/python -m pytest Tests/Cluster -q -m short </dev/null

torture: unit $(VENV) ## kill -9 in 500 rounds, SEED=… repeats one; every scenario of the cluster
	@.venv/bin/python Tests/Faults/torture.py $(if $(SEED),--seed $(SEED))
	@.venv/bin/python -m pytest Tests/Cluster -q </dev/null

YEAR := .build/year
year: build ## a district of 456 cells and 55 bodies lives for a year, every rule checked at every step; SEED=…
	@rm -rf $(YEAR)
	@$(PYTHON) Tests/Support/smaller_district.py --cells 456 --bodies 55 --out $(YEAR)/grids
	@.build/release/mashang simulate --grids $(YEAR)/grids --out $(YEAR)/data --seed $(or $(SEED),1) --days 365

PREVIEW := .build/posters-preview
posters-preview: build ## every design of posters for two sites of the sample district, as pictures
	@rm -rf $(PREVIEW)
	@mkdir -p $(PREVIEW)
	@.build/release/mashang demo --no-serve --data $(PREVIEW)/data
	@for design in a4 a3 stairwell magnet board code; do \
		for site in S0001 S0442; do \
			.build/release/mashang posters --data $(PREVIEW)/data --site $$site --design $$design --format png \
				--dpi 150 --with-worker --out $(PREVIEW); \
			.build/release/mashang posters --data $(PREVIEW)/data --site $$site --design $$design --format png \
				--dpi 150 --english --out $(PREVIEW)/english; \
		done; \
	done
	@echo "· look at $(CURDIR)/$(PREVIEW)/*.png and $(CURDIR)/$(PREVIEW)/english/*.png"

$(VENV): $(BROWSER_NEEDS) | test-setup
	@echo "· Python packages for the browser tests, in .venv"
	@$(PYTHON) -m venv --clear .venv
	@.venv/bin/pip install --quiet --disable-pip-version-check -r $(BROWSER_NEEDS)
	@touch $@

bench: build ## measure: requests, bytes, start, memory (about six minutes, wants a quiet machine)
	@$(call install,$(BENCH_PACKAGES))
	@Benchmarks/run.py

format: ## format the Swift files in place
	@$(SWIFT) format --in-place --parallel --recursive $(OURS)

lint: ## say what `make format` would change
	@$(SWIFT) format lint --strict --parallel --recursive $(OURS)

clean: ## remove what was built and the demo's data
	@rm -rf .build .venv Tests/Browser/screenshots $(DATA)
