package target

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

const canary = "CANARY-s3cr3t"

// Whatever is wrong, no error says the secret, in whichever place somebody put it.
func TestCanary(t *testing.T) {
	places := slices.Concat(canariesInCredentials(), canariesInSettings())
	for _, name := range []string{"HTTPS_PROXY", "http_proxy"} {
		for _, text := range []string{"ftp://user:" + canary + "@proxy", "http://user:" + canary + "%zz@proxy", canary + " @:x"} {
			places = append(places, world{vars: map[string]string{name: text}})
		}
	}
	errorsSeen := 0
	for _, w := range places {
		o, _, err := w.resolve(t)
		if err == nil {
			_, err = o.describe(standIn{user: true})
		}
		if err != nil {
			errorsSeen++
		}
		if err != nil && strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%+v: %v", w, err)
		}
	}
	if errorsSeen < len(places)*9/10 {
		t.Errorf("only %d of %d places led to an error: the test does not test", errorsSeen, len(places))
	}
}

// canariesInCredentials give every secret there is a fault of its own.
func canariesInCredentials() []world {
	var places []world
	for _, c := range new(Options).everyCredential() {
		others := withUser(nil)
		delete(others, c.variable())
		for _, text := range []string{canary + "\n", canary + "\x00", canary + "\xff", "\ufeff" + canary, strings.Repeat(canary, 1<<13)} {
			held := maps.Clone(others)
			held[c.variable()] = text
			places = append(places, world{vars: held, args: []string{"--env=staging"}},
				world{vars: others, args: []string{"--env=staging", "--" + c.flag() + "=held"}, files: map[string]string{"held": text + "\n\n"}})
		}
		places = append(places,
			world{vars: others, args: []string{"--env=staging", "--" + c.flag() + "=" + canary}},
			world{vars: others, files: map[string]string{defaultConfig: "env: staging\n" + c.flag() + ": " + canary + "\n"}},
			world{vars: others, files: map[string]string{defaultConfig: c.name + ": " + canary + "\n"}},
			world{vars: map[string]string{c.variable(): canary, variable(c.flag()): canary}, args: []string{"--env=staging"}})
	}
	return append(places,
		world{vars: withClient(map[string]string{"AUTHCONFORM_REVOKED_TOKEN": "Bearer " + canary}), args: []string{"--env=staging"}},
		world{vars: withClient(map[string]string{"AUTHCONFORM_SPECIAL_CLIENT_ID": canary, "AUTHCONFORM_SPECIAL_CLIENT_SECRET": canary}), args: []string{"--env=staging"}},
		world{vars: map[string]string{
			clientIDVariable: canary, secretVariable: canary, "AUTHCONFORM_UNAUTHORIZED_CLIENT_ID": canary, "AUTHCONFORM_UNAUTHORIZED_CLIENT_SECRET": canary,
		}, args: []string{"--env=staging"}})
}

// canariesInSettings put a secret where another value belongs.
func canariesInSettings() []world {
	secret := map[string]bool{}
	for _, c := range new(Options).everyCredential() {
		secret[c.flag()] = true
	}
	var places []world
	for _, s := range new(Options).settings() {
		if s.path && !secret[s.name] {
			continue // the path of a file is told, so that it can be found
		}
		places = append(places,
			world{vars: map[string]string{variable(s.name): canary, secretVariable: canary}},
			world{vars: map[string]string{variable(s.name): "https://x:" + canary + "@host"}},
			world{files: map[string]string{defaultConfig: s.name + ": " + canary + "\n"}},
			world{files: map[string]string{defaultConfig: s.name + ": [" + canary + ", *" + canary + "]\n"}},
		)
	}
	for _, header := range []string{canary, "Authorization: " + canary, canary + ": " + canary + "\x01", canary + ":", canary + " : x"} {
		places = append(places, world{vars: withClient(nil), args: []string{"--env=staging", "--resource-path=/x", "--resource-header=" + header}})
	}
	for _, path := range []string{canary, "/?" + canary, "/../" + canary, "/" + canary + "%"} {
		places = append(places, world{vars: withClient(nil), args: []string{"--env=staging", "--resource-path=" + path}})
	}
	return places
}
