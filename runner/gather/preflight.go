package gather

import (
	"context"
	"fmt"
	"mime"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/authconform/authconform/runner/evidence"
	"github.com/authconform/authconform/runner/probe"
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
	if err != nil || ctx.Err() != nil {
		return err
	}
	steps := a.steps(x)
	for _, s := range steps {
		a.record.Run.Preflight = append(a.record.Run.Preflight, s)
		if a.Observer != nil {
			a.Observer.Step(s)
		}
	}
	last := steps[len(steps)-1]
	if last.Status != "failed" || untrusted(x) {
		return nil
	}
	return &Stopped{last}
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
		{Name: "name resolution", Detail: a.resolution(x)},
		{Name: "tcp", Detail: "connected to " + x.Remote},
		{Name: "tls", Detail: handshake(x)},
		{Name: "http answer", Detail: heard(x)},
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
		names := []string{"name resolution", "tcp", "tls", "http answer", "credentials"}
		return step, evidence.Step{Name: names[step], Status: "failed", Act: act, Detail: detail}
	}
	if x.Failure != nil {
		step, act, advice := whose(x.Failure.Kind, len(a.target.TLS.Certificates) > 0)
		return fail(step, act, x.Failure.Detail+advice)
	}
	switch {
	case x.Granted():
		return 5, evidence.Step{}
	case unavailable(x):
		return fail(3, actTarget, fmt.Sprintf("the target answers a valid request with %d: try again when it is well", status(x)))
	case a.all(elsewhere):
		return fail(3, actConfiguration, fmt.Sprintf("no token endpoint answers at %s (%s): mend --base-url or --env", a.address(a.valid), heard(x)))
	case slices.ContainsFunc(a.record.Exchanges, a.blamesUser):
		return fail(4, actConfiguration, "the target does not accept the user name and password ("+heard(x)+"): mend "+
			"AUTHCONFORM_USERNAME and AUTHCONFORM_PASSWORD, or ask the target's owner")
	case a.refusesClient():
		return fail(4, actConfiguration, "the target does not accept the client id and secret ("+heard(x)+"): mend "+
			"AUTHCONFORM_CLIENT_ID and AUTHCONFORM_CLIENT_SECRET, or ask the target's owner"+a.encoded())
	case a.values.User.ID != "" && a.all(maybeUser):
		return fail(4, actConfiguration, "the target refuses the login in every form ("+heard(x)+"), and does not say because of whom: "+
			"check AUTHCONFORM_USERNAME, AUTHCONFORM_PASSWORD, AUTHCONFORM_CLIENT_ID and AUTHCONFORM_CLIENT_SECRET where they are "+
			"known to work; if they do, the target does not keep its contract")
	default:
		return 4, evidence.Step{Name: "credentials", Status: "skipped", Detail: "a valid request gets no token in any form (" + heard(x) + "), which is judged as a deviation"}
	}
}

// encoded warns of credentials that look different on the wire.
func (a *asker) encoded() string {
	client := a.values.Client
	if url.QueryEscape(client.ID+client.Secret) == client.ID+client.Secret {
		return ""
	}
	return "; they have characters that the contract wants form-encoded before base64, which a target may not undo"
}

// form says in which form the token was issued, when that is not the documented one (R26).
func (a *asker) form() string {
	if form := a.record.Run.Form; form != "" && form != "documented" {
		return ", but only to a request in the form of the probe " + form
	}
	return ""
}

// all says that the last answers to every form of the valid request are of one kind.
func (a *asker) all(kind func(evidence.Exchange) bool) bool {
	return !slices.ContainsFunc(a.record.Exchanges, func(x evidence.Exchange) bool {
		last, _ := a.record.Of(x.Probe)
		return !kind(last)
	})
}

// elsewhere says that an answer comes from something that is no token endpoint: nothing there, a web page, a
// redirect.
func elsewhere(x evidence.Exchange) bool {
	if x.Response == nil || status(x) == http.StatusUnauthorized || x.ErrorCode() != "" && status(x) != http.StatusNotFound {
		return false
	}
	answer, _ := x.Answer()
	mediaType, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	return status(x) == http.StatusNotFound || status(x) == http.StatusGone || status(x)/100 == 3 ||
		mediaType == "text/html" || strings.HasPrefix(http.DetectContentType(answer.Body), "text/html")
}

// refusesClient says that the target blames the credentials where they are documented to be.
func (a *asker) refusesClient() bool {
	return slices.ContainsFunc(a.record.Exchanges, func(x evidence.Exchange) bool {
		return x.Sends("Authorization") && blamesClient(x)
	})
}

// blamesClient says that an answer finds fault with the client. The code tells more than the status: a target may answer
// 401 to a body that it cannot read.
func blamesClient(x evidence.Exchange) bool {
	if code := x.ErrorCode(); code != "" {
		return code == "invalid_client" || code == "unauthorized_client"
	}
	return status(x) == http.StatusUnauthorized
}

// blamesUser says that an answer finds fault with the resource owner's credentials (RFC 6749, section 5.2).
func (a *asker) blamesUser(x evidence.Exchange) bool {
	return a.values.User.ID != "" && x.ErrorCode() == "invalid_grant"
}

// maybeUser says that an answer may be due to a wrong user name or password: how they are refused is no more than
// advised (R20).
func maybeUser(x evidence.Exchange) bool {
	if x.ErrorCode() == "unsupported_grant_type" {
		return false
	}
	return slices.Contains([]int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden}, status(x))
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
	case evidence.TLSVersion, evidence.TLSFailed:
		return 2, actTarget, ": the target has to speak TLS 1.2 or later"
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
