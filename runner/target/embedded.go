package target

import (
	"context"
	"errors"
	"fmt"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// Embedded is where the reference target in the process listens, who its clients are, and what else it brings.
// It is taken as it is: whoever starts the target answers for it.
type Embedded struct {
	BaseURL, PlainURL      string
	ClientID, ClientSecret string
	User                   *probe.Credentials // nil when the contract's grant needs none
	Given                  map[string]any     // the values that the contract's requests always have, by their keys in the facts
	GivenSecrets           []evidence.Secret  // those of them that nobody may see
	Clients                Clients
	Scope                  string
	CA                     []byte // PEM
	Resource               *Resource
	RevokedToken           string
	Revoke                 func(ctx context.Context, token string) error
}

// Embedded gives the description of the reference target, for a run that names no other. Settings that
// describe another target are refused then, since nobody would notice that they were not used; credentials
// in the environment are let be, as they may stand there for every run.
func (o *Options) Embedded(e Embedded) (*Target, error) {
	if err := o.CheckEmbedded(); err != nil {
		return nil, err
	}
	t := o.unaddressed()
	t.Embedded, t.Proxy = true, direct
	t.Client, t.Scope = probe.Credentials{ID: e.ClientID, Secret: e.ClientSecret}, e.Scope
	t.Given, t.GivenSecrets = e.Given, e.GivenSecrets
	t.User, t.Clients, t.Resource, t.RevokedToken, t.Revoke = e.User, e.Clients, e.Resource, e.RevokedToken, e.Revoke
	base, baseFault := parseAddress(e.BaseURL)
	plain, plainFault := parseAddress(e.PlainURL)
	if baseFault != "" || plainFault != "" {
		return nil, fmt.Errorf("address of the embedded target: %s%s", baseFault, plainFault)
	}
	roots, err := parseRoots(e.CA)
	if err != nil {
		return nil, fmt.Errorf("authority of the embedded target: %w", err)
	}
	t.BaseURL, t.PlainURL, t.TLS.Roots = base, plain, roots
	t.Loopback = IsLoopback(base) && IsLoopback(plain)
	return t, nil
}

// CheckEmbedded finds what is said that means nothing to the embedded reference target, or is beyond the limits.
func (o *Options) CheckEmbedded() error {
	problems := o.limits()
	for _, s := range o.settings() {
		if s.aims && len(o.given[s.name]) > 0 {
			problems = append(problems, problemf(o.where(s.name),
				"describes a target, and none is named: give --%s or --%s", environmentFlag, baseURLFlag))
		}
	}
	return errors.Join(problems...)
}
