package clause

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/authconform/authconform/runner/evidence"
	"github.com/authconform/authconform/runner/probe"
)

// unanswered says why an exchange tells nothing about the clause (R4); "" when it does.
func (c Clause) unanswered(rec evidence.Record, x evidence.Exchange) string {
	switch {
	case c.Subject.free:
		return unheard(x)
	case x.Failure != nil:
		return "the target did not answer " + x.Probe + ": " + x.Failure.Detail
	case x.Outage():
		return fmt.Sprintf("the target answered %s with %d, an outage", x.Probe, x.Response.Status)
	case x.Probe == string(probe.ResourceAccepted) && nowhere(x):
		return fmt.Sprintf("no resource answers at the path given (%d): mend --resource-path or --resource-method", x.Response.Status)
	case x.Response != nil && x.Response.Status == http.StatusInternalServerError && !steady(rec, x):
		return fmt.Sprintf("the target answered %s with 500, and valid requests were not answered throughout", x.Probe)
	default:
		return ""
	}
}

// unheard says why a question below OAuth has no answer; "" when the failure is the answer. Which failures
// are depends on the question: a refused connection rejects plain HTTP (R18), but says nothing of TLS.
func unheard(x evidence.Exchange) string {
	if x.Failure == nil || slices.Contains(telling(x), x.Failure.Kind) {
		return ""
	}
	return "the target could not be asked " + x.Probe + ": " + x.Failure.Detail
}

func telling(x evidence.Exchange) []evidence.FailureKind {
	switch {
	case x.Probe == string(probe.PlainHTTP):
		return []evidence.FailureKind{
			evidence.ConnectRefused, evidence.ConnectionReset, evidence.Timeout, evidence.Malformed,
		}
	case x.Request.Method == "":
		return []evidence.FailureKind{evidence.TLSVersion, evidence.TLSFailed, evidence.ConnectionReset, evidence.Malformed}
	default:
		return []evidence.FailureKind{
			evidence.TLSUntrusted, evidence.TLSHostname, evidence.TLSExpired, evidence.TLSCertificate,
		}
	}
}

// nowhere says that a resource's answer to a good token is about the path, and not about the token.
func nowhere(x evidence.Exchange) bool {
	return slices.Contains([]int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone, http.StatusNotImplemented}, x.Response.Status)
}

// steady says that a 500 is the target's answer to this request and not an outage: the request was not
// valid, and valid ones succeeded before and after it (R4): of the resource where it was asked, else of the token endpoint.
func steady(rec evidence.Record, x evidence.Exchange) bool {
	if probe.IsValid(probe.Name(x.Probe)) {
		return false
	}
	if x.Probe == string(probe.ExpiryAfter) { // nothing is asked after it but what hangs on it
		last, ok := rec.Of(string(probe.ValidLast))
		return ok && last.Granted() && controlled(rec)
	}
	asked := slices.IndexFunc(rec.Exchanges, func(y evidence.Exchange) bool { return y.ID == x.ID })
	sound := func(y evidence.Exchange) bool {
		if probe.IsResource(probe.Name(x.Probe)) {
			return probe.IsResource(probe.Name(y.Probe)) && probe.IsValid(probe.Name(y.Probe)) && y.Response != nil && y.Response.Status/100 == 2
		}
		return y.Granted()
	}
	return asked >= 0 && slices.ContainsFunc(rec.Exchanges[:asked], sound) && slices.ContainsFunc(rec.Exchanges[asked+1:], sound)
}
