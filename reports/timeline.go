package reports

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/evidence"
)

// plainName is a name that a shell takes for what it is.
var plainName = regexp.MustCompile(`^[a-z0-9]+([._-][a-z0-9]+)*$`)

// plainWord is plainName for the names of files.
var plainWord = regexp.MustCompile(`^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$`)

// Lane is where in the picture of a timeline an event stands.
type Lane string

// The lanes.
const (
	LaneToken    Lane = "token"    // requests for tokens
	LaneResource Lane = "resource" // requests of the resource
	LaneOther    Lane = "other"    // handshakes, and whatever is neither
)

// Event is something that the target saw of a client.
type Event struct {
	Exchange string  `json:"exchange"` // its id
	At       float64 `json:"at"`       // in seconds after the scenario began
	Seconds  float64 `json:"seconds"`  // how long it took to be answered
	Life     int     `json:"life"`
	Lane     Lane    `json:"lane"`
	Did      string  `json:"did"`             // completes "The client …"
	Got      string  `json:"got"`             // what it was answered
	Status   int     `json:"status,omitzero"` // 0 where there was no answer
	Token    int     `json:"token,omitzero"`  // the access token that it shows, or is issued, from 1
}

// EventOf tells of something that was seen of a client, without when.
func EventOf(x evidence.Exchange) Event { return eventOf(x, x.Started) }

func eventOf(x evidence.Exchange, began time.Time) Event {
	e := Event{Exchange: x.ID, At: seconds(x.Started.Sub(began)), Seconds: seconds(x.Duration), Lane: LaneOther}
	heard := cmp.Or(x.Heard, &evidence.Heard{})
	e.Life = heard.Life
	switch heard.Endpoint {
	case evidence.TokenEndpoint:
		e.Lane, e.Did = LaneToken, "asks for a token"+with(heard, evidence.RefreshToken, evidence.Password)
	case evidence.ResourceEndpoint:
		e.Lane, e.Did = LaneResource, "calls the resource"+cmp.Or(with(heard, evidence.AccessToken, evidence.RefreshToken, evidence.ClientCredential), " without a token")
	case evidence.Elsewhere:
		e.Did = strings.TrimSpace("asks for something else: " + x.Request.Method)
	case evidence.Unreadable:
		e.Did = "sends bytes that are no request"
	default:
		e.Did = "begins a handshake"
	}
	e.Did += map[evidence.Channel]string{
		evidence.InClear: ", over plain HTTP", evidence.OtherHost: ", at another port", evidence.Untrusted: ", behind a certificate that it has no reason to trust",
	}[heard.Channel]
	for _, s := range heard.Shown {
		if s.What == evidence.AccessToken {
			e.Token = s.Token
		}
	}
	e.Got = gotOf(x)
	if x.Response != nil {
		e.Status = x.Response.Status
	}
	if i := heard.Issued; i != nil && i.Access > 0 {
		e.Token = i.Access
		e.Got += fmt.Sprintf(" with access token %d", i.Access)
	}
	return e
}

// with tells the first credential of one of the kinds that a request shows.
func with(h *evidence.Heard, kinds ...evidence.Credential) string {
	for _, s := range h.Shown {
		if !slices.Contains(kinds, s.What) {
			continue
		}
		what := string(s.What)
		switch {
		case s.Token > 0:
			what += fmt.Sprintf(" %d", s.Token)
		case s.Flaw != "":
			what = "a " + strings.TrimSpace(string(s.Flaw)+" "+what)
		case s.What == evidence.ClientCredential:
			what = "client credentials"
		default:
			what = "the " + what
		}
		if s.Where != evidence.InAuthorization && s.Where != "" && s.What == evidence.AccessToken {
			what += " in the " + string(s.Where)
		}
		return " with " + what
	}
	return ""
}

func gotOf(x evidence.Exchange) string {
	switch {
	case x.Response != nil:
		return fmt.Sprint(x.Response.Status)
	case x.Failure != nil:
		return "no answer: " + cmp.Or(x.Failure.Detail, string(x.Failure.Kind))
	case x.TLS != nil && x.Request.Method == "":
		return "the handshake succeeds with " + x.TLS.Version
	default:
		return "no answer"
	}
}

func (e *Event) complete() {
	text.BoundAll(&e.Exchange, &e.Did, &e.Got)
	if e.Lane != LaneToken && e.Lane != LaneResource {
		e.Lane = LaneOther
	}
}

// maxDid is how many lines tell what a client did.
const maxDid = 20

// moment is a line of a timeline, and what it is about.
type moment struct {
	at, until float64
	text      string
	times     int
	cited     bool // a result rests on it
}

// Did tells the timeline in lines, what is alike and follows on each other together. What a result rests on is marked.
func (s Scenario) Did(cited []string) []string {
	var moments []moment
	for _, e := range s.Timeline {
		m := moment{e.At, e.At, e.Did + ": " + e.Got, 1, slices.Contains(cited, e.Exchange)}
		if last := len(moments) - 1; last >= 0 && moments[last].text == m.text && moments[last].cited == m.cited {
			moments[last].until, moments[last].times = m.at, moments[last].times+1
			continue
		}
		moments = append(moments, m)
	}
	for _, l := range s.Lives {
		cites := slices.Contains(cited, l.ID)
		moments = append(moments, moment{l.At, l.At, l.begins(), 1, false}, moment{l.At + l.Seconds, l.At + l.Seconds, l.Ends(), 1, cites})
		for _, leak := range l.Leaks {
			moments = append(moments, moment{l.At + l.Seconds, l.At + l.Seconds, leakText(leak), 1, cites})
		}
	}
	slices.SortStableFunc(moments, func(a, b moment) int { return cmp.Compare(a.at, b.at) })
	kept := shortened(moments)
	lines := make([]string, 0, len(kept)+1)
	for _, m := range kept {
		lines = append(lines, text.Bounded(m.line(), text.MaxText))
	}
	if left := s.Left + len(moments) - len(kept); left > 0 {
		lines = append(lines, "· and "+text.Plural(left, "moment more", "moments more")+", in the timeline")
	}
	return lines
}

// shortened leaves out what is too long: what a result does not rest on, where that does, else all but the beginning and the
// end.
func shortened(moments []moment) []moment {
	over := len(moments) - maxDid
	if over <= 0 {
		return moments
	}
	cited := 0
	for _, m := range moments {
		if m.cited {
			cited++
		}
	}
	if cited > maxDid/2 {
		return slices.Concat(moments[:maxDid-3], moments[len(moments)-3:])
	}
	var kept []moment
	for i, m := range moments {
		if over > 0 && !m.cited && i > 1 && i < len(moments)-2 {
			over--
			continue
		}
		kept = append(kept, m)
	}
	return kept
}

func (m moment) line() string {
	mark := "·"
	if m.cited {
		mark = "»"
	}
	when := fmt.Sprintf("%.1f s", m.at)
	if m.until > m.at {
		when = fmt.Sprintf("%.1f to %.1f s", m.at, m.until)
	}
	line := mark + " " + when + " " + m.text
	if m.times > 1 {
		line += fmt.Sprintf(" (%d times)", m.times)
	}
	return line
}

func (l ScenarioLife) begins() string {
	if l.Ending == evidence.Listened {
		return "is listened to"
	}
	if l.Number > 1 {
		return "is started again"
	}
	return "is started"
}

// Ends tells how a life ended; it completes "The client …".
func (l ScenarioLife) Ends() string {
	switch l.Ending {
	case evidence.Exited:
		return fmt.Sprintf("ends with code %d", l.Code)
	case evidence.Killed:
		return "is ended by a signal that nobody here sent"
	case evidence.TimedOut:
		return "is ended, for its time is over"
	case evidence.Flooded:
		return "is ended, for it asks or prints more than is listened to"
	case evidence.Abandoned:
		return "is ended, for the run was interrupted"
	case evidence.Listened:
		return "is not listened to any more"
	}
	return "ends"
}

// leakText tells what a client gave away.
func leakText(l evidence.Leak) string {
	verb := "keeps the "
	if l.Where == evidence.StandardOutput || l.Where == evidence.StandardError {
		verb = "prints the "
	}
	return verb + string(l.What) + " (" + l.Where + ", " + l.As + ")"
}

// Leaked tells what a client gave away in a life.
func (l ScenarioLife) Leaked() []string {
	var told []string
	for _, leak := range l.Leaks {
		told = append(told, leakText(leak))
	}
	return told
}
