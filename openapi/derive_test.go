package openapi

import (
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/google/go-cmp/cmp"
)

// withServers is our document with other servers.
func withServers(t *testing.T, servers string) []byte {
	t.Helper()
	document := string(ourDocument(t))
	from := document[strings.Index(document, "servers:"):strings.Index(document, "security:\n")]
	return mutate(t, []byte(document), from, servers)
}

// The environments are the values of the one variable that has a choice; of several nobody knows which it is.
func TestDerivedEnvironments(t *testing.T) {
	// Variables are in no order, so that one among many shows whether the others are passed over.
	const fixed = "a: {default: x}, b: {default: x, enum: [x]}, c: {default: x}, d: {default: x, enum: [x]}, e: {default: x}"
	for name, test := range map[string]struct {
		servers string
		want    facts.Environments
	}{
		"two values": {
			"servers: [{url: 'https://{host}.test', variables: {host: {default: y, enum: [x, y]}}}]\n",
			facts.Environments{Variable: "host", Default: "y", Names: map[string]string{"x": "x", "y": "y"}},
		},
		"among others": {
			"servers: [{url: 'https://{host}.test/{a}{b}{c}{d}{e}', variables: {host: {default: y, enum: [x, y]}, " + fixed + "}}]\n",
			facts.Environments{Variable: "host", Default: "y", Names: map[string]string{"x": "x", "y": "y"}},
		},
		"of the second server": {
			"servers: [{url: 'https://a.test'}, {url: 'https://{host}.test', variables: {host: {default: y, enum: [x, y]}}}]\n",
			facts.Environments{Variable: "host", Default: "y", Names: map[string]string{"x": "x", "y": "y"}},
		},
		"one value": {"servers: [{url: 'https://{host}.test', variables: {host: {default: x, enum: [x]}}}]\n", facts.Environments{}},
		"any value": {"servers: [{url: 'https://{host}.test', variables: {host: {default: x}}}]\n", facts.Environments{}},
		"two of a kind": {
			"servers: [{url: 'https://{host}.test/{v}', variables: {host: {default: y, enum: [x, y]}, v: {default: '1', enum: ['1', '2']}}}]\n",
			facts.Environments{},
		},
	} {
		t.Run(name, func(t *testing.T) {
			document := withServers(t, test.servers)
			for range 4 {
				if diff := cmp.Diff(test.want, parse(t, document).Facts.Environments); diff != "" {
					t.Fatal(diff)
				}
			}
		})
	}
}

// Without HTTP Basic among its schemes an operation takes the credentials in the body.
func TestDerivedMechanism(t *testing.T) {
	const scheme = "      type: http\n      scheme: basic\n"
	for name, test := range map[string]struct {
		from, to string
		want     facts.Mechanism
	}{
		"Basic":           {scheme, scheme, facts.BasicMechanism},
		"in another case": {scheme, "      type: http\n      scheme: Basic\n", facts.BasicMechanism},
		"none":            {"security:\n  - basicAuth: []\n", "", facts.BodyMechanism},
	} {
		t.Run(name, func(t *testing.T) {
			document := mutate(t, ourDocument(t), test.from, test.to)
			if got := parse(t, document).Facts.ClientAuthentication.Documented; got != test.want {
				t.Errorf("got %s; want %s", got, test.want)
			}
		})
	}
}
