# make run asks the embedded reference target; make test runs every test. Both need Go and make alone. Times are those of two
# idle cores, with everything compiled before.

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
LINT    := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
ACTIONS := github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
RELEASE := github.com/goreleaser/goreleaser/v2@v2.15.1
BINARY  := bin/authconform
TRIM    ?= -trimpath

export CGO_ENABLED ?= 0

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F'\t' '{printf "  make %-9s %s\n", $$1, $$2}'

.PHONY: build
build: ## (about 5 s) build one static binary, bin/authconform
	@go build $(TRIM) -ldflags "-s -w -X main.version=$(VERSION)" -o $(BINARY) ./runner/authconform

ARGS ?= --embedded

.PHONY: run
run: build ## (about 5 s) run the suite against the embedded reference target (ARGS="--base-url … " for another)
	$(BINARY) run $(ARGS)

# Tests make much that is soon nobody's: to collect it less often takes a tenth of the work.
check test race-part golden fuzz: export GOGC ?= 400

.PHONY: check
check: lint ## (about 90 s) lint, and the fast half of the tests: before a commit
	go test -short -vet=off $(TESTFLAGS) ./... # lint has vetted

# What takes longest begins first, and beside what computes what mostly waits.
SLOW := ./runner/authconform ./runner/selftest ./runner/selftest/clients ./runner/client ./reports/html

.PHONY: test
test: export BROWSER_TESTS ?= 0
test: ## (about 3 min) run the tests, with every deviation among them: while you work
	go test -p 3 -vet=off -timeout 20m $(TESTFLAGS) $(SLOW) ./... # more than there are processors: some mostly wait; lint has vetted

.PHONY: whole
whole: ## (about 5 min) run them as .ci/run does: the whole selftest, all that is hostile, other people's programs, a browser
	WHOLE_TESTS=$${WHOLE_TESTS:-corpus} BROWSER_TESTS=$${BROWSER_TESTS:-maybe} $(MAKE) test

.PHONY: race
race: ## (about 20 min) run every test under the race detector (needs a C compiler)
	CGO_ENABLED=1 go test -timeout 30m -race $(TESTFLAGS) ./...

# Where goroutines of ours share something, but for the command and the selftest, of which it sees the tests that are named.
RACED := ./runner/gather ./runner/client/... ./runner/child ./runner/redact ./runner/reference/... ./runner/target

# What the detector sees no more of for their bulk, and takes six times as long for.
BULKY := AcceptCorpus|InTheWords|NoFormOf|EverySpelling|IsBounded|AreBounded|Flood|CharactersOf|NoTwoProbes|LongToken|OfVendors|Ends|TheSuiteBites|OddAnswers|AsDocumented|OwnAnswerIs|NotFollowed

.PHONY: race-part
race-part: ## (about 1 min) run what has goroutines under the race detector: the fast half, some scripts and a sample of the selftest
	CGO_ENABLED=1 go test -race -p 4 -short $(TESTFLAGS) -skip '$(BULKY)' $(RACED)
	CGO_ENABLED=1 go test -race $(TESTFLAGS) ./runner/authconform ./runner/selftest -run 'TestScript|TestTheMannersOfATrial|TestDoctoredTrials'

.PHONY: lint
lint: ## (about 20 s) run the linters, vet and the package table among them, and read the workflows
	go run $(LINT) run ./...
	go run $(ACTIONS)
	go run $(ACTIONS) runner/deploy/github-matrix.yml

GOLDEN := $(shell grep -rlE 'reportstest\.Golden|"update", false' --include='*_test.go' openapi suites reports runner | xargs -n 1 dirname | sort -u)

.PHONY: golden
golden: ## (up to 7 min) write all golden files anew: read their diff
	go test -timeout 20m -count 1 $(addprefix ./,$(GOLDEN)) -update

.PHONY: bench
bench: ## measure a full run beside a bare HTTP client, the judging of one, and the whole selftest
	go test -run '^$$' -bench . ./suites ./reports/site ./runner/...

RUNS ?= 200

.PHONY: steady
steady: ## compare RUNS (200) core runs of each sound target clause by clause, alone and with two busy processes beside
	go test -timeout 60m -count 1 -v ./runner/selftest -run TestRunsComeToTheSame -args -runs $(RUNS)
	go test -timeout 60m -count 1 -v ./runner/selftest -run TestRunsComeToTheSame -args -runs $(RUNS) -load

CLIENT_RUNS ?= 20

.PHONY: steady-clients
steady-clients: ## (about 25 min) compare CLIENT_RUNS (20) whole runs of each sound client clause by clause, with several concurrencies
	go test -timeout 90m -count 1 -v ./runner/selftest/clients -run TestRunsComeToTheSame -parallel 6 -args -runs $(CLIENT_RUNS)

FUZZTIME ?= 20s

.PHONY: fuzz
fuzz: ## fuzz everything that reads what others wrote, FUZZTIME (20s) each
	@for f in $$(grep -rlE '^func Fuzz' --include='*_test.go' .); do \
		for t in $$(grep -oE '^func Fuzz[A-Za-z0-9]+' $$f | cut -c6-); do \
			go test -toolexec "'$$PWD/.ci/instrument-ours'" -run '^$$' -fuzz "^$$t\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 100x ./$$(dirname $$f) || exit 1; done; done

.PHONY: snapshot
snapshot: ## (about 10 min, the first time) make all of a release below reports/out/dist, and publish nothing
	go run $(RELEASE) release --snapshot --clean

.PHONY: release
release: ## publish what a tag names, as .github/workflows/release.yml does
	go run $(RELEASE) release --clean

.PHONY: image
image: ## (about 1 min) build the container image below reports/out/image (needs Debian's buildah and skopeo, which root has installed)
	.ci/image reports/out/image $(shell go env GOHOSTARCH)
