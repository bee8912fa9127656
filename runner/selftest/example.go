package selftest

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/authconform/authconform/reports/explain"
	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
)

// Examples asks the reference target of a contract, which is given by its name or the file of its document, as it is and with the fault that the fewest other clauses find, and gives
// an exchange that keeps the clause and one that breaks it. Both are the same each time: addresses, times and tokens
// are told by their names. A clause about the end of a token takes as long as a token lives. Where there is no exchange
// to show the example says why; an error is that of a target that could not be asked.
func Examples(ctx context.Context, contract, id string) (passing, failing explain.Example, err error) {
	b, err := newRunner(contract, "")
	if err != nil {
		return passing, failing, err
	}
	trial, ok := telling(b.trials())[id]
	if !ok {
		none := explain.Example{Reason: "authconform has no reference target that breaks this clause"}
		return none, none, nil
	}
	c := b.clauses[slices.IndexFunc(b.clauses, func(c clause.Clause) bool { return c.ID == id })] // deviations name clauses of their contract
	var broken, kept judged
	group, both := errgroup.WithContext(ctx)
	group.Go(func() (err error) { broken, err = b.judged(both, trial, c); return err })
	group.Go(func() (err error) { kept, err = b.kept(both, b.contract.Name, trial.Effort, c); return err })
	if err := cmp.Or(group.Wait(), ctx.Err()); err != nil {
		return passing, failing, fmt.Errorf("ask the reference target for examples: %w", err)
	}
	passing, failing = exhibit(trial, broken, kept)
	return passing, failing, nil
}

// exhibit tells an exchange with a trial's target that breaks a clause, and one with the sound target that keeps it: in
// answer to the same question, where it was asked.
func exhibit(t Target, broken, kept judged) (passing, failing explain.Example) {
	failing = broken.example("")
	failing.Deviation, failing.Target = t.Name, t.Sentence
	passing = kept.example(failing.Probe)
	passing.Target = "keeps its contract"
	return passing, failing
}

// telling gives the trials that show best what each clause is about: one that few other clauses find, that somebody
// thought of, and that is quick to ask.
func telling(trials []Target) map[string]Target {
	efforts := []fault.Effort{fault.Core, fault.Full, fault.Burst, fault.Patient}
	kinds := []matrix.TrialKind{matrix.TrialDeviation, matrix.TrialGenerated}
	best := map[string]Target{}
	for _, t := range trials {
		b, found := best[t.Clause]
		if t.Clause != "" && (!found || cmp.Or(
			len(t.Stated)-len(b.Stated),
			slices.Index(kinds, t.Kind)-slices.Index(kinds, b.Kind),
			slices.Index(efforts, t.Effort)-slices.Index(efforts, b.Effort)) < 0) {
			best[t.Clause] = t
		}
	}
	return best
}

// judged is what a run came to for one clause.
type judged struct {
	rec     evidence.Record
	clause  clause.Clause
	outcome clause.Outcome
}

// judged asks a trial's target and judges the clause: as often as it takes for this machine to keep up with the tokens'
// lifetime, which it did when what came of the clause is what has to.
func (b *runner) judged(ctx context.Context, t Target, c clause.Clause) (judged, error) {
	life := time.Duration(0)
	if t.Effort == fault.Patient {
		life = briefLife
	}
	for {
		rec, err := b.ask(ctx, t, life, nil)
		j := judged{rec: rec, clause: c}
		for _, o := range suites.Judge([]clause.Clause{c}, rec) {
			j.outcome = o
		}
		if err != nil || life == 0 || ctx.Err() != nil || inTime(rec, life) && j.broken() == (t.Clause != "") {
			return j, err
		}
		if life *= 2; life > longLife {
			return j, fmt.Errorf("this machine is too busy to tell when a token ends: one run takes longer than %s", longLife/2)
		}
	}
}

func (j judged) broken() bool {
	return j.outcome.Status == clause.Failed || j.outcome.Status == clause.Warned
}

// kept asks the sound target, and where it had no occasion to keep the clause, once more up to its limit.
func (b *runner) kept(ctx context.Context, contract string, effort fault.Effort, c clause.Clause) (judged, error) {
	target := Target{Contract: contract, Effort: effort, apply: func(c reference.Config) reference.Config { return c }}
	j, err := b.judged(ctx, target, c)
	if err == nil && len(j.outcome.Exchanges) == 0 && effort == fault.Core {
		target.Effort = fault.Burst
		return b.judged(ctx, target, c)
	}
	return j, err
}

// example tells an exchange that was judged: that of the probe, or else the first.
func (j judged) example(like string) explain.Example {
	if len(j.outcome.Exchanges) == 0 {
		return explain.Example{Reason: j.outcome.Reason}
	}
	x := j.outcome.Exchanges[max(0, slices.IndexFunc(j.outcome.Exchanges, func(x evidence.Exchange) bool { return x.Probe == like }))]
	sent, got := text.DescribeWhole(&j.rec, x)
	told := explain.Example{Probe: x.Probe, Sent: steady(j.rec, sent), Got: steady(j.rec, got)}
	for _, v := range j.clause.Against(j.rec).Violations(x) {
		v.Detail = steady(j.rec, v.Detail)
		told.Violations = append(told.Violations, v)
	}
	return told
}

// steady tells by a name what differs from run to run: addresses, tokens that no pseudonym is known for because the
// target hid them, and references of errors.
func steady(rec evidence.Record, text string) string {
	for _, name := range hosts(rec) {
		text = strings.ReplaceAll(text, name, anyHost)
	}
	for _, u := range unsteady() {
		text = u.shape.ReplaceAllString(text, u.name)
	}
	return text
}

// hosts gives the target's own hosts, those with a port first.
func hosts(rec evidence.Record) []string {
	var with, without []string
	for _, address := range []string{rec.Run.BaseURL, rec.Run.PlainURL} {
		if u, err := url.Parse(address); err == nil && u.Host != "" {
			with, without = append(with, u.Host), append(without, u.Hostname())
		}
	}
	return append(with, without...)
}

// anyHost is the reference target, wherever it was started (RFC 2606).
const anyHost = "target.example"

type unsteadyText struct {
	shape *regexp.Regexp
	name  string
}

func unsteady() []unsteadyText {
	return []unsteadyText{
		{regexp.MustCompile(`eyJ[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*){1,2}…?`), "‹token›"},
		{regexp.MustCompile(`realm="[^"]*", nonce="[^"]*", uri="/", response="[^"]*"`), `realm="…", nonce="…", uri="/", response="…"`},
		{regexp.MustCompile(`%%%[^%]*%%%`), "%%%‹not base64›%%%"},
		{regexp.MustCompile(`"access_token":[0-9]+`), `"access_token":‹number›`},
		{regexp.MustCompile(`\b[A-Z2-7]{26}\b`), "‹reference›"},
	}
}
