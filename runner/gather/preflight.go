package gather

import (
	"context"
	"fmt"
	"mime"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// Who has to act on a failed step.
const (
	actConfiguration = "configuration"
	actEnvironment   = "environment"
	actTarget        = "target"
)

// preflight asks for a token before anything else. One request passes through every step, from the name to
// the credentials, and where it ends says who has to act.
func (a *asker) preflight(ctx context.Context) error {
	x, err := a.first(ctx)
	if err == nil && ctx.Err() == nil && a.all(elsewhere) {
		err = a.isThere(ctx)
	}
	if err != nil || ctx.Err() != nil {
		return err
	}
	steps := a.steps(x)
	a.record.Run.Preflight = append(a.record.Run.Preflight, steps...)
	last := steps[len(steps)-1]
	stops := last.Status == "failed" && !untrusted(x)
	for i, s := range steps {
		if a.Observer != nil && (i < len(steps)-1 || !stops) { // what stops a run is told once, as its error
			a.Observer.Step(s)
		}
	}
	if stops {
		return &Stopped{last}
	}
	return nil
}

// first sends the documented request, and the other forms of R26 when it is refused. It gives the exchange
// that tells most: the one that was granted a token, else the first.
func (a *asker) first(ctx context.Context) (evidence.Exchange, error) {
	for i, name := range probe.Forms() {
		p, found := a.named(name)
		if !found || i > 0 && a.hopeless(name) {
			continue
		}
		if err := a.ask(ctx, p); err != nil || ctx.Err() != nil {
			return evidence.Exchange{}, err
		}
		x, _ := a.of(name)
		if x.Granted() {
			if a.record.Run.Form = string(name); i == 0 {
				a.record.Run.Form = "documented"
			}
			a.valid = p.Draft(a.valid, a.values)
			return x, nil
		}
		if i == 0 && (x.Response == nil || unavailable(x)) {
			return x, nil
		}
	}
	x, _ := a.of(probe.Valid)
	return x, nil
}

// isThere asks as a client that does not exist: whoever refuses it as a token endpoint does is one, and what it answers to
// valid requests is its failure, not that of the configuration (R26).
func (a *asker) isThere(ctx context.Context) error {
	for _, name := range []probe.Name{probe.UnknownClient, probe.NoCredentials, probe.UnknownUser} {
		if decoy, found := a.named(name); found {
			return a.ask(ctx, decoy)
		}
	}
	return nil
}

// hopeless says that a form is not worth a request: what is wrong with the header is not mended by another body, a
// client or a user who is refused not by a scope, and each is one more guess at a secret or a password (R5).
func (a *asker) hopeless(form probe.Name) bool {
	first, _ := a.of(probe.Valid)
	if a.blamesUser(first) || a.account.exhausted() {
		return true
	}
	if probe.WithScope(form) {
		without, asked := a.of(probe.Forms()[slices.Index(probe.Forms(), form)-1])
		return a.values.Scope == "" || !asked || blamesClient(without)
	}
	return form == probe.FormEncoded && blamesClient(first)
}

func unavailable(x evidence.Exchange) bool {
	return x.Outage() || status(x) == http.StatusInternalServerError
}

func untrusted(x evidence.Exchange) bool {
	return x.Failure != nil && slices.Contains([]evidence.FailureKind{
		evidence.TLSUntrusted, evidence.TLSHostname, evidence.TLSExpired, evidence.TLSCertificate,
	}, x.Failure.Kind)
}

// steps tells how far the first request came.
func (a *asker) steps(x evidence.Exchange) []evidence.Step {
	journey := []evidence.Step{
		{Name: evidence.Resolving, Detail: a.resolution(x)},
		{Name: evidence.Connecting, Detail: strings.TrimSuffix("connected to "+x.Remote, " to ")},
		{Name: evidence.Shaking, Detail: handshake(x)},
		{Name: evidence.Answering, Detail: heard(x)},
		{Name: "credentials", Detail: "a token was issued" + a.form()},
	}
	if x.Proxied {
		journey[0].Status, journey[0].Detail = "skipped", "left to the forward proxy"
		journey[1].Detail = "connected through the forward proxy"
	}
	if a.target.BaseURL.Scheme != "https" {
		journey[2].Status, journey[2].Detail = "skipped", "the address is not https"
	}
	end, failed := a.end(x)
	for i := range journey {
		if i == end {
			return append(journey[:i], failed)
		}
		if journey[i].Status == "" {
			journey[i].Status = "passed"
		}
	}
	return journey
}

// end says at which step the first request failed, and what to do; a step beyond the last when it did not.
func (a *asker) end(x evidence.Exchange) (int, evidence.Step) {
	fail := func(step int, act, detail string) (int, evidence.Step) {
		names := []string{evidence.Resolving, evidence.Connecting, evidence.Shaking, evidence.Answering, "credentials"}
		return step, evidence.Step{Name: names[step], Status: "failed", Act: act, Detail: detail}
	}
	if x.Failure != nil {
		step, act, advice := whose(x.Failure.Kind, len(a.target.TLS.Certificates) > 0)
		if late, act, advice := ranOut(x.Failure.Step); act != "" {
			return fail(late, act, x.Failure.Detail+advice)
		}
		return fail(step, act, x.Failure.Detail+advice)
	}
	switch {
	case x.Granted():
		return 5, evidence.Step{}
	case unavailable(x):
		return fail(3, actTarget, fmt.Sprintf("the target answers a valid request with %d: try again when it is well", status(x)))
	case a.all(elsewhere) && a.all(blocks):
		return fail(3, actTarget, fmt.Sprintf("what answers at %s refuses the suite before it is a token endpoint (%s), as a firewall or a block of a "+
			"User-Agent does: have authconform/%s let through, or mend --base-url", a.address(a.valid), heard(x), a.Version))
	case a.all(elsewhere):
		return fail(3, actConfiguration, fmt.Sprintf("no token endpoint answers at %s (%s): mend --base-url or --env", a.address(a.valid), heard(x)))
	case slices.ContainsFunc(a.valids(), a.blamesUser):
		return fail(4, actConfiguration, "the target does not accept the user name and password ("+heard(x)+"): mend "+
			a.places("AUTHCONFORM_USERNAME", "AUTHCONFORM_PASSWORD")+", or ask the target's owner")
	case a.refusesClient():
		what, where := a.clientWords()
		return fail(4, actConfiguration, "the target does not accept the "+what+" ("+heard(x)+"): mend "+where+", or ask the target's owner"+a.encoded())
	case a.values.User.ID != "" && a.all(maybeUser) && !slices.ContainsFunc(a.valids(), elsewhere):
		return fail(4, actConfiguration, "the target refuses the login in every form ("+heard(x)+"), and does not say because of whom: "+
			"check "+a.places(append([]string{"AUTHCONFORM_USERNAME", "AUTHCONFORM_PASSWORD"}, a.clientVariables()...)...)+" where they are "+
			"known to work; if they do, the target does not keep its contract")
	default:
		return 4, evidence.Step{Name: "credentials", Status: "skipped", Detail: "a valid request gets no token in any form (" + heard(x) + "), which is judged as a deviation"}
	}
}

// form says in which form the token was issued, when that is not the documented one (R26).
func (a *asker) form() string {
	if words := probe.FormInWords(probe.Name(a.record.Run.Form)); words != "" {
		return ", but only to a request " + words
	}
	return ""
}

// valids are the answers to all forms of the valid request.
func (a *asker) valids() []evidence.Exchange {
	return slices.DeleteFunc(slices.Clone(a.record.Exchanges), func(x evidence.Exchange) bool { return !slices.Contains(probe.Forms(), probe.Name(x.Probe)) })
}

// refusesClient says that the target blames the credentials where they are documented to be.
func (a *asker) refusesClient() bool {
	return slices.ContainsFunc(a.valids(), func(x evidence.Exchange) bool {
		return (x.Sends("Authorization") || a.valid.Place&probe.AsKey != 0) && blamesClient(x)
	})
}

// offered is what a handshake of the suite offers. A target that has none of it may keep its contract, and cannot be asked.
const offered = "TLS 1.2 (ECDHE or RSA with AES-GCM, ChaCha20-Poly1305, AES-CBC with SHA-1 or AES-128-CBC with SHA-256), TLS 1.3, HTTP/2 and HTTP/1.1, which the suite offers"

// ranOut says who has to act when time ran out, or the connection ended, at a step before the answer, and how; nobody for other
// steps.
func ranOut(step string) (index int, act, advice string) {
	switch step {
	case evidence.Resolving:
		return 0, actEnvironment, ": check the address, and the name server of this machine"
	case evidence.Connecting:
		return 1, actTarget, ": check the address, that the target runs, and that a firewall lets this machine through"
	case evidence.Shaking:
		return 2, actTarget, ": check that the address is an https service, and that the target is well"
	default:
		return 0, "", ""
	}
}

// whose says at which step a kind of failure happens, who has to act and how.
func whose(kind evidence.FailureKind, withCertificate bool) (step int, act, advice string) {
	switch kind {
	case evidence.ResolveFailed:
		return 0, actEnvironment, ": check the address, and the name server of this machine"
	case evidence.ConnectRefused, evidence.ConnectFailed:
		return 1, actTarget, ": check the address, that the target runs, and that a firewall lets this machine through"
	case evidence.Proxy:
		return 1, actEnvironment, ": check HTTPS_PROXY and NO_PROXY"
	case evidence.TLSUntrusted:
		return 2, actTarget, ": give --ca-cert if the target has a private authority"
	case evidence.TLSHostname, evidence.TLSExpired, evidence.TLSCertificate:
		return 2, actTarget, ": the target needs another certificate"
	case evidence.TLSClientCert:
		if withCertificate {
			return 2, actConfiguration, ": mend --client-cert and --client-key"
		}
		return 2, actConfiguration, ": give --client-cert and --client-key"
	case evidence.TLSVersion:
		return 2, actTarget, ": the target has to speak TLS 1.2 or later"
	case evidence.TLSFailed:
		return 2, actTarget, ": what it wants has to be among " + offered
	case evidence.Malformed, evidence.TooLarge:
		return 3, actTarget, ": check that the address is an https service"
	case evidence.ConnectionReset, evidence.Timeout, evidence.Interrupted:
		return 3, actTarget, ": check that the target is well"
	}
	return 3, actTarget, ""
}

func (a *asker) resolution(x evidence.Exchange) string {
	host := a.target.BaseURL.Hostname()
	if _, err := netip.ParseAddr(host); err == nil {
		return host + " is an address"
	}
	if x.Remote == "" {
		return host + " has an address"
	}
	return host + " is " + x.Remote
}

func handshake(x evidence.Exchange) string {
	if x.TLS == nil {
		return ""
	}
	return fmt.Sprintf("%s, a certificate that verifies, valid until %s", x.TLS.Version, x.TLS.NotAfter.Format("2006-01-02"))
}

func heard(x evidence.Exchange) string {
	answer, ok := x.Answer()
	if !ok {
		return "no answer"
	}
	words := fmt.Sprint(answer.Status)
	if mediaType, _, err := mime.ParseMediaType(answer.Header.Get("Content-Type")); err == nil {
		words += ", " + mediaType
	}
	return words
}
