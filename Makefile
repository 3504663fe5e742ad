# zonecast's front door. Each target installs the Debian packages it needs first (scripts/setup).
#
#   make run      build, and show it: a server, a sample zone and a real secondary in sync
#   make test     every test; make test ONLY="unit interop" runs some stages (scripts/test lists them)
#   make build    the program, at build/zonecast
#   make lint     clang-tidy over the whole tree
#   make fuzz     every fuzz target for SECONDS_EACH seconds (default 60)
#   make bench    measures it beside five other primaries; make bench BENCH=axfr runs one part (see CONTRIBUTING.md)
#   make format   clang-format over the whole tree
JOBS ?= $(shell nproc)
SECONDS_EACH ?= 60
export JOBS SECONDS_EACH

.PHONY: build run test bench lint fuzz format clean
.DEFAULT_GOAL := build

build:
	@scripts/setup build
	@scripts/build release zonecast

run:
	@scripts/setup build run
	@scripts/build release zonecast
	@scripts/run

test:
	@scripts/setup build run test
	@scripts/test $(ONLY)

lint:
	@scripts/setup build test
	@scripts/lint

fuzz:
	@scripts/setup build test
	@scripts/fuzz

bench:
	@scripts/setup build run bench
	@scripts/build release zonecast bench_client
	@/usr/bin/python3 tests/bench/bench.py $(BENCH)

format:
	@scripts/setup test
	@git ls-files '*.cc' '*.h' | xargs clang-format-19 -i

clean:
	rm -rf build
