package reports

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/authconform/authconform/reports/text"
)

// State says whether a verdict speaks of all that can be asked of a target from outside.
type State string

// The states (R39).
const (
	Complete State = "complete"
	Partial  State = "partial"
)

// Completeness is what a verdict rests on (R39). Mandatory clauses alone count.
type Completeness struct {
	State State `json:"state"`
	// NotAsked are the clauses that nobody asked for want of something the user can give, by what that is.
	NotAsked []NotAsked `json:"notAsked"`
	// NotAskable are the IDs of the clauses that nobody can provoke from outside: they take nothing away.
	NotAskable []string `json:"notAskable"`
	// NotJudged are the keywords of the contract's document that no value is held against, each with its place: "format iban
	// (tickets.yaml:31)".
	NotJudged []string `json:"notJudged,omitempty"`
}

// NotAsked are the clauses that a flag would have had asked.
type NotAsked struct {
	// Flag is the flag, as it is typed: "--profile full", "--resource-path". Of a filter, FilterFlag, it is what has to go.
	Flag    string   `json:"flag"`
	Clauses []string `json:"clauses"` // their IDs, sorted
}

// FilterFlag is the flag that leaves out clauses.
const FilterFlag = "--clause"

// ScenarioFlag chooses the scenarios that a client is led through.
const ScenarioFlag = "--scenario"

// burstFlag asks for what a run without it does not lack: a 429 without a burst is not askable (R39).
const burstFlag = "--burst"

// Filtered is as much of a completeness as a filter alone decides: the IDs of the mandatory clauses that it leaves out.
func Filtered(ids []string) Completeness {
	if len(ids) == 0 {
		return Completeness{}
	}
	return Completeness{NotAsked: []NotAsked{{FilterFlag, slices.Sorted(slices.Values(ids))}}}
}

// Filtered are the IDs of the mandatory clauses that a filter leaves out.
func (c Completeness) Filtered() []string {
	for _, group := range c.NotAsked {
		if group.Flag == FilterFlag {
			return group.Clauses
		}
	}
	return nil
}

// completenessOf adds what was skipped to what a filter left out.
func completenessOf(results []Result, leftOut []string) Completeness {
	c := Completeness{State: Complete, NotAsked: []NotAsked{}, NotAskable: []string{}}
	lacking := map[string][]string{}
	if len(leftOut) > 0 {
		lacking[FilterFlag] = leftOut
	}
	for _, r := range results {
		switch {
		case r.Level != Mandatory || r.Status != Skipped:
		case r.Flag == "" || r.Flag == burstFlag:
			c.NotAskable = append(c.NotAskable, r.ID)
		default:
			lacking[r.Flag] = append(lacking[r.Flag], r.ID)
		}
	}
	for _, flag := range slices.SortedFunc(maps.Keys(lacking), func(a, b string) int {
		return cmp.Or(len(lacking[b])-len(lacking[a]), cmp.Compare(a, b))
	}) {
		c.NotAsked = append(c.NotAsked, NotAsked{flag, lacking[flag]})
		c.State = Partial
	}
	return c
}

// rests is what the verdict rests on. A report of a run that came to no end, that could not judge what is mandatory, or that
// chose clauses and does not say what it left out, is partial, whatever it has.
func (r Report) rests() Completeness {
	c := completenessOf(r.Results, r.Completeness.Filtered())
	c.NotJudged = r.Completeness.NotJudged
	open := func(x Result) bool { return x.Level == Mandatory && x.Status == Inconclusive }
	if len(r.Results) == 0 || r.Interrupted || r.Partial || slices.ContainsFunc(r.Results, open) {
		c.State = Partial
	}
	return c
}

// Missing counts the clauses that were not asked.
func (c Completeness) Missing() int {
	n := 0
	for _, group := range c.NotAsked {
		n += len(group.Clauses)
	}
	return n
}

// Lacking lists what would complete a verdict, and how many clauses each brings: "--profile full (8), --resource-path (2)".
func (c Completeness) Lacking() string {
	parts := make([]string, len(c.NotAsked))
	for i, group := range c.NotAsked {
		flag := group.Flag
		if flag == FilterFlag {
			flag = "without " + flag
		}
		parts[i] = fmt.Sprintf("%s (%d)", flag, len(group.Clauses))
	}
	return strings.Join(parts, ", ")
}

// Gaps says in a sentence without a full stop what was not asked, and what would have it asked; "" where nothing lacks.
func (c Completeness) Gaps() string {
	if c.Missing() == 0 {
		return ""
	}
	return c.counted() + " not asked: " + c.Lacking()
}

// mostNotJudged bounds how many keywords a verdict's sentence names.
const mostNotJudged = 3

// Unjudged says in a sentence without a full stop what of the document no value is held against; "" for nothing.
func (c Completeness) Unjudged() string {
	named := c.NotJudged[:min(len(c.NotJudged), mostNotJudged)]
	words := c.unjudged() + " not judged: " + strings.Join(named, ", ")
	switch more := len(c.NotJudged) - len(named); {
	case len(named) == 0:
		return ""
	case more > 0:
		return fmt.Sprintf("%s and %d more", words, more)
	default:
		return words
	}
}

// unjudged counts the keywords that no value is held against, in words.
func (c Completeness) unjudged() string {
	return text.Plural(len(c.NotJudged), "keyword of the document is", "keywords of the document are")
}

// counted counts the clauses that were not asked, in words.
func (c Completeness) counted() string {
	return text.Plural(c.Missing(), "mandatory clause was", "mandatory clauses were")
}

// Heading says in a sentence without a full stop what the report says of whom: target, contract, verdict and what that rests
// on (R39).
func (r Report) Heading() string {
	who, contract := hostOf(r.Target), ContractName(r.Contract)
	begins := capital(who)
	if r.Target.Client != "" && r.Target.Client != nameless { // a client is called as its owner writes it
		begins = who
	}
	among, beside := "", ""
	if r.Completeness.Missing() > 0 {
		among, beside = " in what was asked; "+r.Completeness.counted()+" not", "; "+r.Completeness.counted()+" not asked"
	}
	if len(r.Completeness.NotJudged) > 0 {
		among, beside = among+"; "+r.Completeness.unjudged()+" not judged", beside+"; "+r.Completeness.unjudged()+" not judged"
	}
	switch r.Verdict {
	case VerdictConformant:
		if n := Count(r.Results, Result.Excused); n > 0 {
			contract += " " + exceptFor(n)
		}
		return begins + " keeps " + contract + among
	case VerdictNonconformant:
		return begins + " does not keep " + contract + beside
	case VerdictInconclusive:
	}
	return "Whether " + who + " keeps " + contract + " is not known" + beside
}

// hostOf is who was asked, as a sentence names it.
func hostOf(t Target) string {
	if t.Embedded || t.Client != "" {
		return LongName(t)
	}
	address, err := url.Parse(t.BaseURL)
	if err != nil || address.Host == "" {
		return cmp.Or(t.BaseURL, "the target")
	}
	return address.Host
}

// ContractName is how a contract is called in a sentence: "Prioticket 3.8", whose document says 3.8.0.
func ContractName(c Contract) string {
	version := c.Version
	if strings.Count(version, ".") == 2 {
		version = strings.TrimSuffix(version, ".0")
	}
	return cmp.Or(strings.TrimSpace(capital(c.Name)+" "+version), "its contract")
}

// capital begins a sentence, unless an address does.
func capital(s string) string {
	if s == "" || strings.ContainsAny(s, ".:") {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
