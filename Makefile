.DEFAULT_GOAL := help
.PHONY: help build run test test-model lint fmt openapi bench
BINARY := $(or $(CARGO_TARGET_DIR),target)/release/proficient

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## Build the server with its pages: target/release/proficient
	@scripts/setup
	@scripts/widget || echo "build: the chat widget could not be built; /widget.js will answer 404." >&2
	@scripts/dashboard || echo "build: the dashboard could not be built; /dashboard/ will say so." >&2
	@scripts/packages || echo "build: the npm packages could not be packed; /packages/ will say so." >&2
	@scripts/docs || echo "build: the documentation could not be built; /docs will say so." >&2
	cargo build --release --locked

run: build ## Build and start the server on http://localhost:8080, with a small model built in (Ctrl-C stops it)
	@scripts/fetch-model
	@exec $(BINARY) serve --demo

test: ## Run every test, on SQLite, PostgreSQL and in a browser (installs PostgreSQL, nginx and Chromium if missing)
	@scripts/test

test-model: ## Test against a real small language model (the first run builds llama.cpp, which takes some minutes)
	@scripts/test-model

lint: ## Check formatting, clippy, the packages, and the licences and advisories of the dependencies
	@scripts/lint

fmt: ## Format the code
	cargo fmt
	@scripts/npm-install
	@npm run --silent format

openapi: ## Regenerate openapi.json from the code, and the types of the packages and the dashboard
	@mkdir -p target
	cargo run -q --locked -- openapi > target/openapi.json
	@mv target/openapi.json openapi.json
	cargo run -q --locked -- openapi --dashboard > target/openapi.json
	@mv target/openapi.json dashboard/openapi.json
	@scripts/npm-install
	@npm run --silent generate

bench: ## Measure this machine: requests per second, latency, memory
	@bench/run
