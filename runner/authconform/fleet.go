package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/attest"
	model "github.com/authconform/authconform/reports/fleet"
	"github.com/authconform/authconform/reports/history"
	"github.com/authconform/authconform/reports/terminal"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/runner/fleet"
	"github.com/authconform/authconform/runner/gather"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/clause"
)

// fleetRun asks many targets.
type fleetRun struct {
	console
	options fleetOptions
	names   []string // of the whole fleet
	shard   fleet.Shard
	out     string

	contracts map[string]reportBuilder // by what names them, with their catalogues: most targets have the same
	judging   sync.Mutex               // Ginkgo judges one run at a time
	told      sync.Mutex
	members   []model.Member
	problems  []error // what takes nothing from a verdict: a history that is full, a command that failed
}

// ready is a target of which everything is known that can be known before the first request.
type ready struct {
	fleet.Target
	session session
	report  reportBuilder
	asked   *target.Target // nil where the reference target is meant, which is started when it is its turn
}

// prepare reads of each target what its settings name: contracts, credentials, certificates, baselines, keys. All mistakes in all of
// them are told at once, with what was wrong before; only where there is none, anything is written.
func (f *fleetRun) prepare(ctx context.Context, targets []fleet.Target, wrong error) ([]ready, error) {
	var all []ready
	var mistakes fleet.Mistakes
	for _, t := range targets {
		r, err := f.ready(ctx, t)
		mistakes.Add(t.Name, err)
		all = append(all, r)
	}
	if err := mistakes.Err(wrong); err != nil {
		return nil, err
	}
	return all, fleet.CheckPlaces(f.out, f.options.metrics, f.options.history, targets)
}

func (f *fleetRun) ready(ctx context.Context, t fleet.Target) (ready, error) {
	known, err := f.contract(t.Options)
	if err != nil {
		return ready{}, err
	}
	contract := known.contract
	err = t.CheckForeign(target.GivenVariables(contract))
	r := ready{Target: t, session: session{console: f.console, options: t.Options, called: t.Name + ": "}, report: known}
	r.report.strict, r.report.embedded = t.Options.Strict, !t.Options.NamesTarget()
	err = errors.Join(err, r.session.readBaseline(&r.report))
	var wrong error
	if !t.Options.NamesTarget() {
		err = errors.Join(err, t.Options.CheckEmbedded())
	} else if r.asked, _, wrong = r.session.target(ctx, contract); wrong == nil {
		r.session.tellShort(r.asked)
	}
	err = errors.Join(err, wrong)
	r.session.signing, wrong = newSigning(t.Options, contract)
	r.session.place = exactly(filepath.Join(f.out, targetsDirectory, t.Name))
	return r, errors.Join(err, wrong)
}

// contract reads a contract and chooses its clauses, once for all targets of which that is said.
func (f *fleetRun) contract(o *target.Options) (reportBuilder, error) {
	key := strings.Join(append([]string{o.Contract}, o.Clauses...), "\x00")
	if known, there := f.contracts[key]; there {
		return known, nil
	}
	contract, err := openapi.Load(o.Contract)
	if err != nil {
		return reportBuilder{}, err
	}
	b := reportBuilder{contract: contract, patterns: o.Clauses}
	if err := b.catalogue(); err != nil {
		return reportBuilder{}, err
	}
	f.contracts[key] = b
	return b, nil
}

// targetsDirectory is where the reports of a fleet's targets are, below its own.
const targetsDirectory = "targets"

// run asks the targets, several at once and those of one provider one after the other, tells each as it ends, and gives what they
// came to.
func (f *fleetRun) run(ctx context.Context, targets []ready) model.Fleet {
	whole := model.Fleet{
		Suite: reports.Suite{Name: "authconform", Version: program}, Names: slices.Sorted(slices.Values(f.names)),
		Shards: []string{f.shard.String()}, Started: time.Now().UTC(),
	}
	progress := f.progress()
	defer progress.Close()
	group := errgroup.Group{}
	group.SetLimit(f.options.workers)
	for _, provider := range byProvider(targets) {
		group.Go(func() error {
			common := &gather.Provider{}
			for _, r := range provider {
				f.tell(f.one(ctx, r, common), progress, len(targets))
			}
			return nil
		})
	}
	_ = group.Wait() // no target harms another
	whole.Finished = time.Now().UTC()
	whole.Members = slices.SortedFunc(slices.Values(f.members), func(a, b model.Member) int { return cmp.Compare(a.Name, b.Name) })
	return whole
}

// tell tells of a target that has ended.
func (f *fleetRun) tell(m model.Member, progress terminal.Progress, total int) {
	f.told.Lock()
	defer f.told.Unlock()
	f.members = append(f.members, m)
	if !f.options.quiet {
		if f.barred() {
			_, _ = fmt.Fprint(f.err, "\r\x1b[K") // the bar comes again below the line
		}
		_ = model.WriteLine(f.console.out, m) // the files tell it, too
	}
	progress.Asked(len(f.members), total, m.Name)
}

// one asks a target, judges it and writes its reports. Whatever becomes of it, it harms no other.
func (f *fleetRun) one(ctx context.Context, r ready, provider *gather.Provider) (m model.Member) {
	began := time.Now()
	defer func() {
		if recover() != nil { // what a panic says may quote the target
			m = model.Misconfigured(r.Name, errDefect.Error(), began)
			m.Verdict = reports.VerdictInconclusive
		}
	}()
	if ctx.Err() != nil {
		m = model.Misconfigured(r.Name, "the fleet was interrupted before it was asked", began)
		m.Verdict = reports.VerdictInconclusive
		return m
	}
	asked, stop := r.asked, func() {}
	var err error
	if asked == nil {
		if asked, stop, err = r.session.target(ctx, r.report.contract); err != nil {
			return model.Misconfigured(r.Name, err.Error(), began)
		}
	}
	defer stop()
	var stopped *gather.Stopped
	r.report.rec, err = gather.Gather(ctx, gather.Run{
		Contract: r.report.contract, Target: asked, Version: program, Wanted: clause.Needs(r.report.clauses), Nobodys: f.nobodys, Provider: provider,
	})
	stop()
	switch {
	case errors.As(err, &stopped):
		m, err = f.write(ctx, r, r.report.unjudged(stopped.Step.Detail))
		if stopped.Step.Act == "configuration" {
			m.Verdict, m.Reason = model.Usage, stopped.Error()
		}
	case err == nil:
		m, err = f.write(ctx, r, f.judged(&r.report))
	}
	if err != nil {
		m = model.Misconfigured(r.Name, err.Error(), began)
	}
	return m
}

func (f *fleetRun) judged(b *reportBuilder) reports.Report {
	f.judging.Lock()
	defer f.judging.Unlock()
	report, _ := b.judged()
	return report
}

// write writes the reports of a target as they come, so that nobody has to keep them, and gives its line of the fleet.
func (f *fleetRun) write(ctx context.Context, r ready, report reports.Report) (model.Member, error) {
	files, err := r.session.files(report, r.report.rec)
	if err != nil {
		return model.Member{}, err
	}
	m := model.Of(r.Name, report, f.options.validFor)
	if latency := model.Latency(history.LatencyOf(r.report.rec)); latency.Answers > 0 {
		m.Latency = &latency
	}
	kept := map[string]string{}
	for i, file := range files {
		if file.Name == reports.ReportFile || file.Name == attest.File {
			var b bytes.Buffer
			if err := file.Write(&b); err != nil {
				return model.Member{}, err
			}
			kept[file.Name] = model.Digest(b.Bytes())
			files[i].Write = func(w io.Writer) error { _, err := w.Write(b.Bytes()); return err }
		}
	}
	if _, err := r.session.place.write(f.console, files); err != nil {
		return model.Member{}, err
	}
	m.Report, m.Digest, m.Attestation = path.Join(targetsDirectory, r.Name, reports.ReportFile), kept[reports.ReportFile], kept[attest.File]
	f.remember(ctx, r, report)
	return r.held(m, report), nil
}

// held is what the target's own settings make of a verdict, as run has it: a known deviation that is none any more is a mistake
// there, and where all has to be asked, a part is no verdict (R39).
func (r ready) held(m model.Member, report reports.Report) model.Member {
	if m.Verdict != reports.VerdictConformant {
		return m
	}
	if stale := r.report.baseline.Stale(report.Results); stale != nil {
		m.Verdict, m.Reason = model.Usage, text.Bounded(stale.Error(), model.MaxReason)
	} else if reports.ExitCode(report, r.Options.Whole) != exitConformant {
		m.Verdict = reports.VerdictInconclusive
	}
	return m
}

// remember adds a line on the run to the target's history. What goes wrong there takes nothing from the verdict.
func (f *fleetRun) remember(ctx context.Context, r ready, report reports.Report) {
	if f.options.history == "" {
		return
	}
	name := fleet.HistoryFile(f.options.history, r.Name)
	entry := history.Of(report, r.report.rec).ReportedIn(r.session.place.dir, name)
	err := fleet.Remember(ctx, name, entry, report, fleet.Subscriber{Command: f.options.onChange, File: filepath.Join(f.out, "changes", r.Name+".md"), Withheld: r.Options.Withheld()})
	if err != nil {
		f.told.Lock()
		defer f.told.Unlock()
		f.problems = append(f.problems, fmt.Errorf("%s: %w", r.Name, err))
	}
}

// byProvider puts those targets together that have a host or a client in common.
func byProvider(targets []ready) [][]ready {
	return fleet.Together(targets, func(r ready) []string {
		if r.asked == nil {
			return []string{"the reference target of " + r.Name}
		}
		return []string{"host " + r.asked.BaseURL.Host, "client " + r.asked.Client.ID}
	})
}

// conclude tells what the shard came to: what other shards ask is none of its own.
func (f *fleetRun) conclude(whole model.Fleet) error {
	own := whole
	own.Names = nil
	line := own.Verdict()
	if f.shard.N > 1 {
		line = "shard " + f.shard.String() + ": " + line
	}
	if _, err := fmt.Fprintf(f.console.out, "%s\n%s\n", text.Printable(line), text.Printable(filepath.Join(f.out, model.File))); err != nil {
		return err
	}
	code := own.ExitCode()
	if err := errors.Join(f.problems...); err != nil {
		tellError(f.console, err)
		if code != exitNonconformant {
			code = exitUsage
		}
	}
	if code != exitConformant {
		return &toldError{code}
	}
	return nil
}
