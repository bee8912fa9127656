package fleet

import (
	"errors"
	"fmt"

	model "github.com/authconform/authconform/reports/fleet"
)

// Mistakes gathers what is wrong with targets, so that it is told once, with the names of all who have it.
type Mistakes struct {
	texts []string
	by    map[string][]string // the names of targets, by text
}

// Add adds what is wrong with a target; nil is nothing.
func (m *Mistakes) Add(name string, err error) {
	if m.by == nil {
		m.by = map[string][]string{}
	}
	for _, problem := range single([]error{err}) {
		text := problem.Error()
		if m.by[text] == nil {
			m.texts = append(m.texts, text)
		}
		m.by[text] = append(m.by[text], name)
	}
}

// Err gives them, after those that were known before; nil where there is none.
func (m *Mistakes) Err(before error) error {
	problems := single([]error{before})
	for _, text := range m.texts {
		problems = append(problems, fmt.Errorf("%s: %s", model.Some(m.by[text]), text))
	}
	return joinMistakes(problems)
}

// joinMistakes gives what is wrong, each mistake once and as much of it as somebody reads: one in the defaults is made by every target.
func joinMistakes(problems []error) error {
	known := map[string]bool{}
	var kept []error
	for _, problem := range single(problems) {
		if !known[problem.Error()] {
			kept = append(kept, problem)
		}
		known[problem.Error()] = true
	}
	if more := len(kept) - maxProblems; more > 0 {
		kept = append(kept[:maxProblems], fmt.Errorf("and at least %d more mistakes", more))
	}
	return errors.Join(kept...)
}

// single takes joined errors apart.
func single(problems []error) []error {
	var all []error
	for _, problem := range problems {
		if joined, several := problem.(interface{ Unwrap() []error }); several {
			all = append(all, single(joined.Unwrap())...)
		} else if problem != nil {
			all = append(all, problem)
		}
	}
	return all
}
