package har

import (
	"fmt"
	"time"

	"github.com/authconform/authconform/suites/evidence"
)

// page is a scenario of a run that judges a client, as readers of HAR show what belongs together.
type page struct {
	StartedDateTime string   `json:"startedDateTime"`
	ID              string   `json:"id"` // the scenario's name
	Title           string   `json:"title"`
	PageTimings     struct{} `json:"pageTimings"` // nothing is loaded, and nothing shown: HAR lets both times be absent
}

// pagesOf are the scenarios of a run as pages; none of a run that judges a service. They are for readers of HAR alone: what
// is read again stands with the run.
func pagesOf(run evidence.Run) []page {
	var pages []page
	for _, s := range run.Scenarios {
		pages = append(pages, page{StartedDateTime: s.Started.Format(time.RFC3339Nano), ID: s.Name, Title: "scenario " + s.Name})
	}
	return pages
}

// pageOf gives the page on which an exchange stands; "" where there is none.
func pageOf(run evidence.Run, x evidence.Exchange) string {
	for _, s := range run.Scenarios {
		if s.Name == x.Probe {
			return s.Name
		}
	}
	return ""
}

// What is read of a client, at most.
const (
	maxScenarios = 500
	maxShown     = 500 // credentials of one request
	maxLeaks     = 500 // of one life
)

// clientWithinBounds refuses what no run records of a client.
func clientWithinBounds(r evidence.Run) error {
	if len(r.Scenarios) > maxScenarios {
		return fmt.Errorf("the run has %d scenarios, and at most %d are read", len(r.Scenarios), maxScenarios)
	}
	words := []string{string(r.Role)}
	if s := r.Subject; s != nil {
		words = append(words, s.Name, s.Version, s.Command, s.Digest)
	}
	for _, s := range r.Scenarios {
		words = append(words, s.Name, s.Scope, s.Broken)
	}
	return wordsWithinBounds(words...)
}

// heardWithinBounds refuses what no target makes of a request.
func heardWithinBounds(h *evidence.Heard) error {
	if h == nil {
		return nil
	}
	if len(h.Shown) > maxShown {
		return fmt.Errorf("a request shows %d credentials, and at most %d are read", len(h.Shown), maxShown)
	}
	words := []string{string(h.Endpoint), string(h.Channel), h.Offered}
	for _, s := range h.Shown {
		words = append(words, string(s.What), string(s.Where), s.Scheme, string(s.Flaw))
	}
	return wordsWithinBounds(words...)
}

// lifeWithinBounds refuses what no life leaves.
func lifeWithinBounds(l *evidence.Life) error {
	if l == nil {
		return nil
	}
	if len(l.Leaks) > maxLeaks {
		return fmt.Errorf("a life has %d leaks, and at most %d are read", len(l.Leaks), maxLeaks)
	}
	words := []string{string(l.Ending), l.Output}
	for _, leak := range l.Leaks {
		words = append(words, string(leak.What), leak.Where, leak.As)
	}
	return wordsWithinBounds(words...)
}
