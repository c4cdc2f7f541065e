# make run      build the release binary and start the shell
# make check    every test
# make build    the release binary: .build/release/swish
# make install  the binary and its manual page, below $(DESTDIR)$(PREFIX)
# make fuzz     random input, FUZZ times as much as in make check
# make screens  the pictures in README.md, from a real session
# make soak     many thousand commands in one shell, whose memory stays flat,
#               and system calls that fail (strace)
# make uninstall, make bench, make growth, make counts, make order, make format,
# make clean
#
# SWISH_DYNAMIC=1 links the release binary dynamically.

PREFIX  = /usr/local
BINDIR  = $(PREFIX)/bin
MANDIR  = $(PREFIX)/share/man
INSTALL = install
SWIFT   = swift

# The compiler that only probes for headers and libraries. SwiftPM builds with
# the toolchain's clang, so that one is asked first.
ifeq ($(origin CC),default)
CC := $(shell command -v clang || command -v cc || echo cc)
endif

SHELL  = /bin/sh
BINARY = .build/release/swish
SWIFT_FILES = Package.swift Sources Tests
BUILD  = $(SWIFT) build --quiet --explicit-target-dependency-import-check error

# Suites that run the shell from outside; SWISH_TESTEE names the binary.
OUTSIDE_SUITES = ^(ConformanceTests|TerminalTests)\.

.PHONY: build run check lint install uninstall bench growth counts order fuzz soak screens
.PHONY: format clean
.PHONY: toolchain headers static-libraries

build: headers static-libraries
	@echo 'Building swish (release)'
	@$(BUILD) -c release --product swish

# How the session's last command ended is no error of make's.
run: build
	@$(BINARY) || :

# The whole suite runs last, so that its summary ends the output.
check: headers static-libraries lint
	@echo 'Building the tests (debug)'
	@$(BUILD) --build-tests
	@echo 'Building swish (release)'
	@$(BUILD) -c release --product swish
	@echo 'Testing the release binary from outside'
	@SWISH_TESTEE='$(CURDIR)/$(BINARY)' \
	  $(SWIFT) test --quiet --skip-build --disable-xctest --filter '$(OUTSIDE_SUITES)'
	@echo 'Starting the benchmark'
	@BENCH_ROUNDS=1 BENCH_PEERS= Tests/Benchmarks/bench $(BINARY) 10-start 70-read
	@echo 'Running every test (debug)'
	@$(SWIFT) test --quiet --skip-build --disable-xctest

lint: toolchain
	@$(SWIFT) format lint --strict --parallel --recursive $(SWIFT_FILES)
	@if command -v mandoc >/dev/null; then mandoc -T lint -W warning man/swish.1; fi

# Installing must work where only the builder has Swift on PATH (sudo), so it
# builds when a source is newer than the binary and not otherwise.
$(BINARY): $(shell find Package.swift Modules Sources -type f)
	@$(MAKE) --no-print-directory build
	@touch $(BINARY)

install: $(BINARY)
	@$(INSTALL) -d '$(DESTDIR)$(BINDIR)' '$(DESTDIR)$(MANDIR)/man1'
	@$(INSTALL) -m 755 $(BINARY) '$(DESTDIR)$(BINDIR)/swish'
	@$(INSTALL) -m 644 man/swish.1 '$(DESTDIR)$(MANDIR)/man1/swish.1'
	@echo 'Installed $(DESTDIR)$(BINDIR)/swish and its manual page'

uninstall:
	@rm -f '$(DESTDIR)$(BINDIR)/swish' '$(DESTDIR)$(MANDIR)/man1/swish.1'

# Optimized, but with the checks of a debug build; a failure names SEED's input.
FUZZ = 100
SEED = $$(date +%s)
CHECKED = -c release --scratch-path .build/fuzz \
  -Xswiftc -enable-testing -Xswiftc -assert-config -Xswiftc Debug

fuzz: headers
	@SWISH_DYNAMIC=1 $(SWIFT) build --quiet --build-tests $(CHECKED)
	@seed=$(SEED); echo "Random input, SEED=$$seed"; \
	  SWISH_DYNAMIC=1 SWISH_FUZZ=$(FUZZ) SWISH_SEED=$$seed $(SWIFT) test --quiet --skip-build \
	  --disable-xctest $(CHECKED) --filter FuzzTests

bench: build
	@BENCH_RESULTS=Tests/Benchmarks/results Tests/Benchmarks/bench $(BINARY)

# Needs valgrind.
counts: build
	@Tests/Benchmarks/counts $(BINARY)

growth: build
	@GROWTH_RESULTS=Tests/Benchmarks/growth.svg Tests/Benchmarks/growth $(BINARY)

# The order in which functions are linked, anew (needs valgrind).
order: build
	@Tests/Benchmarks/order $(BINARY)
	@rm -f $(BINARY)
	@$(MAKE) --no-print-directory build

screens: build
	SWISH_SCREENS=$(CURDIR)/Tests/Screens swift test --filter Screenshots

soak: build
	@Tests/Soak/soak $(BINARY)
	@Tests/Soak/inject $(BINARY)

format: toolchain
	@$(SWIFT) format --in-place --parallel --recursive $(SWIFT_FILES)

clean:
	@rm -rf .build

toolchain:
	@command -v $(SWIFT) >/dev/null || { \
	  echo 'swish: no Swift toolchain on PATH; see https://www.swift.org/install' >&2; exit 1; }
	@command -v $(firstword $(CC)) >/dev/null || { \
	  echo 'swish: no C compiler on PATH: neither clang nor cc' >&2; exit 1; }

# libreadline's headers: installed where that can be done without asking,
# named where it cannot.
headers: toolchain
	@found() { \
	  printf '%s\n' '#include <stdio.h>' '#include <readline/readline.h>' | \
	    $(CC) -fsyntax-only -x c - 2>/dev/null; \
	}; \
	apt() { \
	  $$as_root env DEBIAN_FRONTEND=noninteractive \
	    apt-get -qq -o DPkg::Lock::Timeout=120 "$$@" >/dev/null 2>&1; \
	}; \
	if found; then exit 0; fi; \
	if [ "$$(id -u)" -eq 0 ]; then as_root=; may=yes; \
	elif sudo -n true 2>/dev/null; then as_root='sudo -n'; may=yes; \
	else may=no; fi; \
	if [ $$may = yes ] && command -v apt-get >/dev/null; then \
	  echo 'Installing libreadline-dev'; \
	  apt install --yes libreadline-dev || \
	    { apt update; apt install --yes libreadline-dev; }; \
	  if found; then exit 0; fi; \
	fi; \
	echo 'swish: the headers of GNU readline are missing: apt install' \
	  'libreadline-dev, dnf install readline-devel, pacman -S readline,' \
	  'or brew install readline' >&2; \
	exit 1

static-libraries:
	@if [ -n '$(SWISH_DYNAMIC)' ] || [ "$$(uname -s)" != Linux ]; then exit 0; fi; \
	missing=; \
	for library in libc.a libreadline.a libtinfo.a; do \
	  case $$($(CC) -print-file-name=$$library) in \
	    /*) ;; \
	    *) missing="$$missing $$library" ;; \
	  esac; \
	done; \
	[ -z "$$missing" ] || { \
	  echo "swish: no static$$missing: install libc6-dev libreadline-dev libncurses-dev" \
	    '(Fedora: glibc-static readline-static ncurses-static),' \
	    'or link dynamically with SWISH_DYNAMIC=1' >&2; \
	  exit 1; }
