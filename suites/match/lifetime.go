package match

import (
	"fmt"
	"time"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// Grace is how much earlier or later than expires_in says a token may end: a tenth, at least a second and at most a
// minute (R16).
func Grace(lifetime time.Duration) time.Duration {
	return min(max(lifetime/10, time.Second), time.Minute)
}

// Reissue gives the first answer of a run that issued the token which a later answer issues again; false when that
// token is a new one.
func Reissue(rec evidence.Record, again evidence.Exchange) (first evidence.Exchange, ok bool) {
	token := text(again, "access_token")
	for _, x := range rec.Exchanges {
		if x.Granted() && token != "" && text(x, "access_token") == token && x.Started.Before(again.Started) {
			return x, true
		}
	}
	return evidence.Exchange{}, false
}

// century is in seconds; no run sees its end.
const century = 100 * 365 * 24 * 3600

// TimeLeft wants an answer that issues a token again to tell the time that is left of it, and not its whole lifetime.
func TimeLeft(rec evidence.Record) Matcher {
	const wanted = "an expires_in that has shrunk with the token's time"
	return New(wanted, func(x evidence.Exchange) []wire.Violation {
		first, again := Reissue(rec, x)
		told, ok := lifetime(first)
		left, more := lifetime(x)
		if !again || !ok || !more || told > century { // no run sees the end of such a time
			return nil
		}
		since := x.Started.Sub(first.Started.Add(first.Duration))
		late := since.Seconds() + left - told
		if from, to, both := ends(first, x); both { // no clock lies between two moments
			late = to - from
		}
		if late <= Grace(seconds(told)).Seconds() {
			return nil
		}
		return one("/expires_in", "reissued", "found the token of %s, issued again %s later with an end that lies %.0f seconds after the one it was first told; wanted %s",
			first.Probe, since.Round(time.Second), late, wanted)
	})
}

// ends are the moments at which two answers say that their tokens end, where both say a moment and no lifetime.
func ends(first, again evidence.Exchange) (from, to float64, both bool) {
	for _, x := range []evidence.Exchange{first, again} {
		if _, lasts := x.Member(wire.ExpiresIn); lasts || !x.Layout.Has(wire.ExpiresAt) {
			return 0, 0, false
		}
	}
	from, one := first.Ends()
	to, other := again.Ends()
	return from, to, one && other
}

// seconds makes a duration of a number of seconds: a century of what is longer.
func seconds(s float64) time.Duration {
	return time.Duration(min(max(s, 0), century) * float64(time.Second))
}

// Late says how long a target went on to serve what it had to refuse, be it on one connection of several, when that was
// longer than a second; "" otherwise.
func Late(rec evidence.Record, name string) string {
	var first, last evidence.Exchange
	served := map[string]bool{}
	for _, x := range rec.Exchanges {
		if string(probe.Repeated(probe.Name(x.Probe))) != name {
			continue
		}
		if first.ID == "" {
			first = x
		}
		if x.Probe == name || served[x.Probe] { // a further use that is refused was not waited for
			last = x
		}
		served[x.Probe] = x.Response != nil && x.Response.Status/100 == 2
	}
	if took := last.Started.Sub(first.Started); took > time.Second {
		return fmt.Sprintf("it took %.1f seconds until it did", took.Seconds())
	}
	return ""
}

// HasEnd tells whether an answer says when its token ends, in whichever form; "" when it does.
func HasEnd(x evidence.Exchange) string {
	if value, _ := x.Member(wire.ExpiresAt); value != nil {
		return ""
	}
	return "no answer says when its token ends"
}

// ReadableEnd wants the moment at which a token ends to be a time that can be read.
func ReadableEnd() Matcher {
	return New("a time: RFC 3339, or seconds or milliseconds since 1970", func(x evidence.Exchange) []wire.Violation {
		if _, ok := x.Ends(); ok {
			return nil
		}
		return one("/"+wire.ExpiresAt, "time", "found neither a time of RFC 3339 nor a number of seconds")
	})
}
