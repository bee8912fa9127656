package reference

import (
	"strings"
	"testing"
	"time"
)

func TestCredentialsAreMadeWhenNoneAreGiven(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		id, secret := New(Config{}).Credentials()
		for _, made := range []string{id, secret} {
			if seen[made] {
				t.Fatal("the same credential was made twice")
			}
			seen[made] = true
			if strings.Trim(made, upper+lower+digits) != "" || len(made) < 24 {
				t.Errorf("%d characters, want 24 or more, letters and digits only", len(made))
			}
			for _, kind := range []string{upper, lower, digits} {
				if !strings.ContainsAny(made, kind) {
					t.Errorf("none of %s", kind)
				}
			}
		}
	}
	if id, secret := New(Config{ClientID: "a", ClientSecret: "b"}).Credentials(); id != "a" || secret != "b" {
		t.Error("the given credentials are not taken")
	}
}

func TestOtherClientsAreMadeWhenNoneAreGiven(t *testing.T) {
	seen := map[string]bool{}
	for range 50 {
		c := Config{}.complete()
		for name, given := range fourClients(c) {
			for _, made := range []string{given.ID, given.Secret} {
				if seen[made] {
					t.Fatal("the same credential was made twice")
				}
				seen[made] = true
				if plain, special := strings.CutPrefix(made, specials); special != (name == "special") || len(plain) < idLength || strings.Trim(plain, upper+lower+digits) != "" {
					t.Errorf("%s: %q", name, made)
				}
			}
		}
		if again := c.complete(); again.Special != c.Special || again.Unauthorized != c.Unauthorized || again.InvalidGrant != c.InvalidGrant {
			t.Error("what is complete is made anew")
		}
	}
	mixed := Config{Special: Credentials{ID: "a"}, InvalidGrant: Credentials{Secret: "b"}}.complete()
	if mixed.Special.ID != "a" || mixed.InvalidGrant.Secret != "b" || mixed.Special.Secret == "" || mixed.InvalidGrant.ID == "" {
		t.Errorf("given parts are not taken, or missing ones not made: %+v", mixed)
	}
}

func TestLifetimeIsInWholeSeconds(t *testing.T) {
	for given, want := range map[time.Duration]time.Duration{
		0: time.Hour, time.Nanosecond: time.Second, -time.Hour: time.Second, 1999 * time.Millisecond: time.Second, time.Minute: time.Minute,
	} {
		if got := (Config{Lifetime: given}).complete().Lifetime; got != want {
			t.Errorf("%s becomes %s, want %s", given, got, want)
		}
	}
}
