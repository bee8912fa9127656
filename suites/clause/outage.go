package clause

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// unanswered says why an exchange tells nothing about the clause (R4); "" when it does.
func (c Clause) unanswered(rec evidence.Record, x evidence.Exchange) string {
	switch {
	case c.Subject.free:
		return unheard(x)
	case x.Failure != nil:
		return "the target did not answer " + x.Probe + ": " + x.Failure.Detail
	case x.Outage():
		return fmt.Sprintf("the target answered %s with %d, an outage%s", x.Probe, x.Response.Status, patience(x))
	case refreshSpent(rec, x):
		return "the target refused " + x.Probe + " after an outage in answer to the same, which may have spent the refresh token"
	case probe.IsResource(probe.Name(x.Probe)) && probe.IsControl(probe.Name(x.Probe)) && nowhere(x):
		return fmt.Sprintf("no resource answers at the path given (%d): mend --resource-path or --resource-method", x.Response.Status)
	case x.Response != nil && x.Response.Status == http.StatusInternalServerError && !steady(rec, x):
		return fmt.Sprintf("the target answered %s with 500, %s", x.Probe, unsteady(rec, x))
	default:
		return ""
	}
}

// refreshSpent says that a refresh is refused whose refresh token was sent before, and answered with an outage: whoever spends it
// at once refuses it rightly.
func refreshSpent(rec evidence.Record, x evidence.Exchange) bool {
	return probe.Renews(probe.Name(x.Probe)) && !x.Granted() && slices.ContainsFunc(rec.Exchanges, func(y evidence.Exchange) bool {
		return y.Probe == x.Probe && y.Attempt < x.Attempt && bytes.Equal(y.Request.Body, x.Request.Body) && (y.Outage() || y.Failure != nil)
	})
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
	case probe.IsPlain(probe.Name(x.Probe)):
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

// steady says that a 500 is the target's answer to this request and not an outage (R4): the request is not valid in the
// documented form, its last two tries were answered so, and valid ones succeeded before, between and
// after, none of them with a 500 of its own: of the resource where it was asked, else of the token endpoint.
func steady(rec evidence.Record, x evidence.Exchange) bool {
	if probe.IsDocumented(probe.Name(x.Probe)) {
		return false
	}
	var tries []int
	for i, y := range rec.Exchanges {
		if y.Probe == x.Probe {
			tries = append(tries, i)
		}
	}
	if len(tries) < 2 {
		return false
	}
	first, second := tries[len(tries)-2], tries[len(tries)-1]
	expired := []probe.Name{probe.ExpiryAfter, probe.RefreshedAfter}
	ofResource := probe.IsResource(probe.Name(x.Probe)) && !slices.Contains(expired, probe.Repeated(probe.Name(x.Probe))) // whose token is worth nothing any more
	before := slices.Clone(rec.Exchanges[:first])
	slices.Reverse(before)
	return failed(rec.Exchanges[first]) && well(before, ofResource, false) &&
		well(rec.Exchanges[first+1:second], ofResource, true) && well(rec.Exchanges[second+1:], ofResource, false)
}

// well says that valid requests succeed: the next one, or as many as there are.
func well(exchanges []evidence.Exchange, ofResource, all bool) bool {
	found := false
	for _, y := range exchanges {
		if name := probe.Name(y.Probe); !probe.IsDocumented(name) || probe.IsResource(name) != ofResource {
			continue
		}
		switch {
		case y.Granted(), ofResource && y.Response != nil && y.Response.Status/100 == 2:
			if found = true; !all {
				return true
			}
		case y.Outage(), failed(y):
			return false
		}
	}
	return found
}

func failed(x evidence.Exchange) bool {
	return x.Response != nil && x.Response.Status == http.StatusInternalServerError
}

// unsteady says why a 500 is no deviation: what kept it from being one.
func unsteady(rec evidence.Record, x evidence.Exchange) string {
	times := 0
	for _, y := range rec.Exchanges {
		if y.Probe == x.Probe && failed(y) {
			times++
		}
	}
	switch {
	case probe.IsDocumented(probe.Name(x.Probe)):
		return "which is an outage in answer to a valid request"
	case times < 2:
		return "which did not come twice"
	default:
		return "and valid requests before, between and after it did not all succeed"
	}
}

// patience tells of the time that the target wants to be left alone; "" when it does not say.
func patience(x evidence.Exchange) string {
	answer, _ := x.Answer()
	if after := answer.Header.Get("Retry-After"); after != "" && len(after) < 40 {
		return " (Retry-After: " + after + ")"
	}
	return ""
}
