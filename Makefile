# AegisVision. `make help` lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
export JAVA_HOME := $(shell local/java-home)
ifeq ($(JAVA_HOME),)
$(error a JDK 25 is needed)
endif
MVN := mvn --batch-mode --no-transfer-progress --quiet

.PHONY: help verify test clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

verify: ## all that needs no cluster: compile, unit and structural tests
	$(MVN) verify

test: verify ## every test there is
	@local/test-summary

clean: ## removes what was built (not the caches of tools and images)
	$(MVN) clean
