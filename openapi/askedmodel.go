package openapi

import "slices"

// requestModels are the models of requests of which a request has one: alternatives, each for a grant.
type requestModels struct {
	choices [][]string
	within  map[string]string // an alternative -> the model around it
}

func (m *requestModels) choice(names []string, around string) {
	if len(names) == 0 {
		return
	}
	m.choices = append(m.choices, names)
	for _, name := range names {
		if _, known := m.within[name]; !known && name != around {
			m.within[name] = around
		}
	}
}

// IsAlternative says that a statement is of a model of which a request may have another.
func (c *Contract) IsAlternative(s Requirement) bool {
	_, alternative := c.models.within[s.Name]
	return alternative
}

// bind says that a request is held against the model: it is no alternative, or the one that fits best.
func (m requestModels) bind(c *Contract, name string, a Asked) bool {
	for range len(m.within) + 1 { // as deep as they can be within each other
		around, alternative := m.within[name]
		if !alternative {
			return true
		}
		if !slices.ContainsFunc(m.choices, func(names []string) bool { return c.fitting(names, a) == name }) {
			return false
		}
		name = around
	}
	return true
}

// fitting gives the model that lists the request's grant_type or, where none does, has most of its members.
func (c *Contract) fitting(names []string, a Asked) string {
	best, most := "", -1
	for _, name := range names {
		fits := 0
		for _, s := range c.statements {
			if s.Name != name {
				continue
			}
			value, there := a.Member(s.Subject)
			switch {
			case !there:
			case s.Kind == RequestValueKind && s.Subject == grantParameter && enumWord(value) == s.Value:
				return name
			case s.Kind == RequestPropertyKind:
				fits++
			}
		}
		if fits > most {
			best, most = name, fits
		}
	}
	return best
}

const grantParameter = "grant_type"

// RequestMediaTypes are the media types of requests, in the document's order.
func (c *Contract) RequestMediaTypes() []string { return c.operation.requestMediaTypes() }
