package gather

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/reports/har"
	"github.com/authconform/authconform/runner/redact"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// Observer is told how a run goes on. Its methods may be called from several goroutines, one at a time.
type Observer interface {
	// Step tells of a step of the preflight.
	Step(evidence.Step)
	// Asked tells that done of total probes were answered, or could not be; the named one last.
	Asked(done, total int, probe string)
	// Waiting tells how much is left of a wait for a token to expire.
	Waiting(left, whole time.Duration)
	// Held tells that nothing is asked for a time, and why; for the rest of the run when it is 0.
	Held(wait time.Duration, why string)
}

// Run is what to gather.
type Run struct {
	Contract *openapi.Contract
	Target   *target.Target
	Version  string                // of authconform
	Wanted   func(probe.Name) bool // nil for every probe; the controls are asked in any case
	Observer Observer
	// Seen is told of every exchange when it is recorded, one at a time, with what its pseudonyms stand for; nil for nobody.
	Seen func([]evidence.Named, evidence.Exchange)
	// Choice chooses among the spellings of a question, as the run's id does; "" for the run's id itself.
	Choice string
	// Nobodys says that the target is a test's: neither the provider's limits nor those on guesses (R5) hold it back.
	Nobodys bool
	// Provider is who the target has in common with targets that were asked before; nil for nobody.
	Provider *Provider
	// Revocation is for how long a revoked token may live on; 0 for the five seconds of R17.
	Revocation time.Duration

	vocabulary []string // of all operations, where the contract has several
}

// Stopped is the error of a preflight that failed: nothing could be asked. Step.Act says who has to act.
type Stopped struct{ Step evidence.Step }

// Error says what failed, in words.
func (s *Stopped) Error() string { return s.Step.Name + ": " + s.Step.Detail }

// Gather asks the target and gives the evidence. When the preflight fails the error is a *Stopped, and the
// evidence holds what was seen until then. A cancelled context is no error: Run.Interrupted says so, and what
// was gathered is there.
func Gather(ctx context.Context, run Run) (evidence.Record, error) {
	if len(run.Contract.Operations()) > 1 {
		return each(ctx, run)
	}
	a, err := newAsker(run)
	if err != nil {
		return evidence.Record{}, err
	}
	return a.gather(ctx)
}

// gather asks one token operation.
func (a *asker) gather(ctx context.Context) (evidence.Record, error) {
	defer a.channels.close()
	a.Provider.lend(a)
	defer a.Provider.take(a)
	if err := a.Provider.rest(ctx, a); err != nil {
		return a.finish(ctx), nil //nolint:nilerr // it was cancelled, as the record says
	}
	err := a.preflight(ctx)
	if err == nil {
		err = a.rest(ctx)
	} else {
		a.record.Run.Halted = true
	}
	return a.finish(ctx), err
}

// asker is the state of one run.
type asker struct {
	Run
	target    *target.Target
	values    probe.Values
	sender    probe.Sender
	probes    []probe.Probe
	valid     probe.Draft  // the valid request in the form that the target takes (R26)
	layout    *wire.Layout // of the contract's answers
	channels  *channels
	pace      *pace
	redactor  *redact.Redactor
	retries   retryBudget
	controls  sync.Map     // probe.Name -> control: what came of each question last, before it is recorded
	served    atomic.Bool  // the resource took the first token: the control of what else is asked of it
	heard     atomic.Bool  // the target has answered something over HTTP
	refusals  atomic.Int32 // how often it answered 429
	spellings sync.Map     // probe.Family -> []probe.Name: the spellings that the run asks, chosen once
	sent      sync.Map     // probe's name -> func(): told when its request has left, of those that others wait for
	left      atomic.Bool  // it wants to be left alone
	lost      atomic.Bool  // an answer that was to bring a refresh token
	account   *account

	mu      sync.Mutex
	record  evidence.Record
	room    har.Room
	clear   map[string]evidence.Exchange // by ID, as they came: what the first pass left of one may hide what is known later
	spare   har.Room                     // of clear
	tokens  []issued                     // in clear, as they came
	renewed issued                       // what the last refresh brought
	others  []issued                     // each is shown to the resource once
	shown   issued                       // whose access token is shown to the resource
	tries   map[probe.Name]int
	why     string // the target wants to be left alone

	doubtful []probe.Probe // what has to be asked again, when valid requests were seen to succeed

	late      []probe.Probe // the spellings that only the full profile asks
	revokedBy time.Time     // the patience with a revoked token ends then
	planned   bool          // nothing is sent
	many      bool          // many questions are under way
	keeping   sync.WaitGroup
	unkept    atomic.Bool // an exchange could not be recorded
	done      int
	total     int
}

// control is what an answer says of the questions that rest on it.
type control struct{ granted, served, outage bool }

// came says what became of a question; an outage when it was not asked.
func (a *asker) came(name probe.Name) control {
	if known, ok := a.controls.Load(name); ok {
		return known.(control) //nolint:forcetypeassert // nothing else is stored
	}
	return control{outage: true}
}

func newAsker(run Run) (*asker, error) {
	id, err := random(8)
	if err != nil {
		return nil, err
	}
	values, err := valuesOf(run)
	if err != nil {
		return nil, err
	}
	redactor, err := hide(append(run.Contract.Vocabulary(), run.vocabulary...), values)
	if err != nil {
		return nil, &Stopped{evidence.Step{Name: "configuration", Status: "failed", Detail: err.Error(), Act: actConfiguration}}
	}
	redactor.TokensAt(run.Contract.Layout().TokenPlaces()...)
	if form := run.Contract.TokenForm(); form != nil {
		redactor.Keeping(redact.Form{Alike: form.Alike, Beginnings: form.Beginnings})
	}
	if err := clash(run); err != nil {
		return nil, err
	}
	a := &asker{
		Run: run, target: run.Target, values: values, sender: probe.Sender{Version: run.Version, Run: id},
		layout: run.Contract.Layout(), probes: probe.For(run.Contract), valid: probe.Documented(run.Contract, values),
		channels: newChannels(run.Target), pace: newPace(limitsOf(run), breath(run)), redactor: redactor,
		retries: retryBudget{left: maxRetries}, tries: map[probe.Name]int{}, clear: map[string]evidence.Exchange{},
	}
	a.Wanted = withRests(a.probes, run.Wanted)
	if a.Choice == "" {
		a.Choice = id
	}
	a.account = &account{params: a.valid, client: values.Client, user: values.User, span: guessSpan(run)}
	a.redactor.Learn(evidence.Secret{Value: run.Target.RevokedToken, Meaning: "revoked token", Shell: "$AUTHCONFORM_REVOKED_TOKEN"})
	a.record.Run = evidence.Run{
		ID: id, Version: run.Version, Contract: run.Contract.Name, ContractDigest: run.Contract.Digest, Layout: run.Contract.Layout(),
		BaseURL: run.Target.BaseURL.String(), PlainURL: run.Target.PlainURL.String(),
		Environment: run.Target.Environment, Embedded: run.Target.Embedded, Profile: run.Target.Profile, Scope: run.Target.Scope, Started: time.Now().UTC(),
		CACert: run.Target.TLS.Roots != nil && !run.Target.Embedded, ClientCert: len(run.Target.TLS.Certificates) > 0, Connect: connected(run.Target),
	}
	return a, nil
}

// hide makes the redactor. Client ids and user names are names before they are secrets: one that is a word of the
// contract's own is shown where it stands, rather than refused.
func hide(vocabulary []string, values probe.Values) (*redact.Redactor, error) {
	redactor, err := redact.NewRedactor(vocabulary, values.Secrets()...)
	if err == nil {
		return redactor, nil
	}
	names := []string{values.Client.ID, values.User.ID, probe.SwapCase(values.User.ID)}
	nameless := slices.DeleteFunc(values.Secrets(), func(s evidence.Secret) bool {
		_, clash := redact.NewRedactor(vocabulary, s)
		return clash != nil && slices.Contains(names, s.Value)
	})
	return redact.NewRedactor(vocabulary, nameless...)
}

// valuesOf makes up the decoys: a client that does not exist has another name in every run, so that no target
// can know it.
func valuesOf(run Run) (probe.Values, error) {
	id, err := random(8)
	if err != nil {
		return probe.Values{}, err
	}
	secret, err := random(16)
	if err != nil {
		return probe.Values{}, err
	}
	scope, given := run.Target.Scope, run.Target.Scope != ""
	if !given {
		scope = run.Contract.Facts.Scope.Example
	}
	values := probe.Values{
		Client: run.Target.Client,
		Decoy:  probe.Credentials{ID: "authconform-unknown-" + id, Secret: "Decoy-" + secret},
		Scope:  scope, ScopeGiven: given,
	}
	values.Given, values.GivenSecrets = run.Target.Given, run.Target.GivenSecrets
	if user := run.Target.User; user != nil && run.Contract.Facts.User.NameParameter != "" {
		values.User = *user
		values.DecoyUser = probe.Credentials{ID: "nobody-" + id + "@authconform.invalid", Secret: "Nothing-" + secret}
	}
	for given, into := range map[*probe.Credentials]*probe.Credentials{
		run.Target.Clients.Unauthorized: &values.Unauthorized,
		run.Target.Clients.InvalidGrant: &values.InvalidGrant,
		run.Target.Clients.Special:      &values.Special,
		run.Target.Clients.Other:        &values.OtherClient,
	} {
		if given != nil {
			*into = *given
		}
	}
	return values, nil
}

func random(bytes int) (string, error) {
	b := make([]byte, bytes)
	if _, err := rand.Read(b); err != nil {
		return "", fmt.Errorf("random bytes: %w", err)
	}
	return hex.EncodeToString(b), nil
}

// snapshot gives the values as they are now: tokens are chosen while other questions are under way.
func (a *asker) snapshot() probe.Values {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.values
}

// of gives the last exchange of a probe.
func (a *asker) of(name probe.Name) (evidence.Exchange, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.record.Of(string(name))
}

// finish closes the record. What came before a token was known is redacted anew, with all that is known by then: where
// the first pass replaced a part of it, the token as a whole is found no more.
func (a *asker) finish(ctx context.Context) evidence.Record {
	for i, x := range a.record.Exchanges {
		if plain, kept := a.clear[x.ID]; kept {
			a.record.Exchanges[i] = plain
		}
	}
	a.record.Run.Finished = time.Now().UTC()
	a.record.Run.Interrupted = ctx.Err() != nil
	a.record.Run.Names = a.redactor.Names()
	slices.SortStableFunc(a.record.Exchanges, func(x, y evidence.Exchange) int { // as they were sent, not as they were answered
		return cmp.Or(x.Started.Compare(y.Started), strings.Compare(x.ID, y.ID))
	})
	slices.SortStableFunc(a.record.Skipped, func(x, y evidence.Skipped) int { return strings.Compare(x.Probe, y.Probe) })
	return a.redactor.Record(a.record)
}
