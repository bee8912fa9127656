package fleet

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
)

// State is what a badge says of a target.
type State string

// The states of a badge. Inconclusive is the sixth beside those that speak of a verdict: nobody could judge.
const (
	StateConformant    State = "conformant"
	StateKnown         State = "known deviations"
	StatePartial       State = "partial"
	StateNonconformant State = "nonconformant"
	StateExpired       State = "expired"
	StateInconclusive  State = "inconclusive"
)

// StateOf gives the state of a target at a time. A broken promise stands until the next run; what was kept, and what was not
// judged, is expired when its time is over.
func StateOf(m Member, now time.Time) State {
	switch {
	case m.Verdict == reports.VerdictNonconformant:
		return StateNonconformant
	case !now.Before(m.ValidUntil):
		return StateExpired
	case m.Verdict != reports.VerdictConformant:
		return StateInconclusive
	case m.Counts.Known > 0:
		return StateKnown
	case m.Completeness != reports.Complete:
		return StatePartial
	default:
		return StateConformant
	}
}

// color is the state's, as shields names and draws it. White text on each has a contrast of at least 4.5 to 1.
func (s State) color() (name, hex string) {
	switch s {
	case StateConformant:
		return "2e7d32", "#2e7d32"
	case StateKnown, StatePartial:
		return "8a5a00", "#8a5a00"
	case StateNonconformant:
		return "b3261e", "#b3261e"
	case StateExpired, StateInconclusive:
		return "5f6368", "#5f6368"
	default:
		return "5f6368", "#5f6368"
	}
}

// message is what a badge says beside its label: the state, and until when or since when.
func message(m Member, now time.Time) string {
	state := StateOf(m, now)
	if state == StateExpired {
		return string(state) + " " + day(m.ValidUntil)
	}
	return string(state) + " " + day(m.Finished)
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// WriteEndpoint writes the badge of a target as an endpoint of shields.io has it (schema version 1). It is fetched anew before the
// verdict's time is over.
func WriteEndpoint(w io.Writer, m Member, now time.Time) error {
	name, _ := StateOf(m, now).color()
	type endpoint struct {
		SchemaVersion int    `json:"schemaVersion"`
		Label         string `json:"label"`
		Message       string `json:"message"`
		Color         string `json:"color"`
		CacheSeconds  int    `json:"cacheSeconds"`
	}
	const least, most = 300, 86400
	seconds := min(max(int(m.ValidUntil.Sub(now).Seconds()), least), most)
	return text.EncodeJSON(w, "badge", endpoint{1, badgeLabel(m), message(m, now), name, seconds})
}

func badgeLabel(m Member) string {
	if m.Contract.Name == "" {
		return "authconform"
	}
	return text.Printable(text.Bounded(m.Contract.Name, maxLabel))
}

const maxLabel = 40

// WriteBadge writes the badge of a target as a picture (SVG), which needs nobody to draw it. It says its date itself: a picture
// that is kept cannot expire.
func WriteBadge(w io.Writer, m Member, now time.Time) error {
	label, says := badgeLabel(m), message(m, now)
	left, right := wide(label), wide(says)
	_, hex := StateOf(m, now).color()
	var b bytes.Buffer
	title := html.EscapeString(label + ": " + says)
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="20" role="img" aria-label="%s"><title>%s</title>`, left+right, title, title)
	fmt.Fprintf(&b, `<rect width="%d" height="20" fill="#3c4043"/><rect x="%d" width="%d" height="20" fill="%s"/>`, left, left, right, hex)
	b.WriteString(`<g fill="#fff" text-anchor="middle" font-family="Verdana,'DejaVu Sans',Geneva,sans-serif" font-size="11">`)
	fmt.Fprintf(&b, `<text x="%d" y="14">%s</text><text x="%d" y="14">%s</text></g></svg>`+"\n", left/2, html.EscapeString(label), left+right/2, html.EscapeString(says))
	if _, err := io.Copy(w, &b); err != nil {
		return fmt.Errorf("writing a badge: %w", err)
	}
	return nil
}

// wide is about how wide a text is drawn, in pixels, with its margins.
func wide(s string) int {
	const letter, margin = 7, 10
	return utf8.RuneCountInString(strings.TrimSpace(s))*letter + margin
}
