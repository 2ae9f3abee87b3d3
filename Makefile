# AegisVision. `make help` lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
export JAVA_HOME := $(shell local/java-home)
ifeq ($(JAVA_HOME),)
$(error a JDK 25 is needed)
endif
# Maven's own libraries make a new Java print warnings
export MAVEN_OPTS ?= --sun-misc-unsafe-memory-access=allow
# what kubectl remembers of clusters stays in the checkout
export KUBECACHEDIR := $(CURDIR)/target/kube-cache
CLUSTER_NAME ?= demo
MVN := mvn --batch-mode --no-transfer-progress --quiet

.PHONY: help demo setup images cluster down verify test bench bench-tracker bench-rules bench-ingest bench-inference bench-tiers experiments bench-placement stress-ring clean bench-clocks soak

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: ## the whole thing on a real cluster: sets up, tells the story, checks it, leaves the cluster up
ifeq ($(CLUSTER),current)
	@local/demo/elsewhere
else ifeq ($(CLUSTER),)
	@local/demo/up
	@local/demo/story
else
	$(error CLUSTER=$(CLUSTER): leave it out for a cluster of the project's own, or CLUSTER=current for that of kubectl's context)
endif

setup: ## Debian packages, Kubernetes and the other tools, only what is missing
	@local/setup

images: setup ## every container image of the demo, only what changed
	@local/images/jars
	@examples/street/assets
	@local/images/build

cluster: setup ## a Kubernetes of one's own named $(CLUSTER_NAME)
	@local/cluster up $(CLUSTER_NAME)

down: ## ends every cluster; nothing of them stays but logs in target/clusters
	@local/cluster down --all

verify: ## all that needs no cluster: compile, unit and structural tests
	$(MVN) verify

test: setup ## every test there is, the story on a cluster of its own among them
	@find . -path '*/target/*-reports/TEST-*.xml' -delete
	@rm -rf target/demo-test
	@failed=0; \
	$(MVN) verify -Pit --fail-at-end || failed=1; \
	export CLUSTER_NAME=test; { local/demo/up && local/demo/story; } || failed=1; \
	local/cluster down test || failed=1; \
	local/test-summary target/demo-test/report.json && exit $$failed

bench: ## measures the figures of docs/bench.md on the demo's cluster: target/bench/main.json
	@local/bench

bench-tracker: ## measures our trackers and others', needs no cluster: target/bench/tracker.json
	@local/bench-tracker

bench-ingest: ## what faults of sources cost other streams and leave behind: target/bench/ingest.json
	@local/bench-ingest

bench-inference: ## measures calls to the inference server, and overload: target/bench/inference.json
	@local/bench-inference

bench-clocks: ## measures the clocks of events, no cluster needed: target/bench/clocks.json and docs/performance/clocks.md
	@local/bench-clocks

soak: ## faults of every kind for SOAK_MINUTES (60), nothing lost, nothing left behind: target/soak/report.json
	@local/soak

bench-tiers: ## what a stream costs by the way its frames are sampled, needs no cluster: target/bench/tiers.json
	@local/bench-tiers

bench-rules: ## what users of counters complain of, asked of the rules and of supervision: target/bench/rules.json
	@local/bench-rules

experiments: ## how often a trial's statistics are wrong, by simulation: target/experiments/canary.json
	@local/experiments

bench-placement: ## measures the planner of GPU placements, and a storm over 1,000 nodes: target/bench/placement*.json
	@local/bench-placement

stress-ring: ## threads against each other in a ring of frames, at length: fails on an outcome that must not be
	@local/stress-ring

clean: ## removes what was built (not the caches of tools and images)
	$(MVN) clean
