package targets

import (
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/reference"
)

func TestCredentialsAreMadeWhenNoneAreGiven(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		id, secret := New(reference.Config{}).Credentials()
		for _, made := range []string{id, secret} {
			if seen[made] {
				t.Fatal("the same credential was made twice")
			}
			seen[made] = true
			if strings.Trim(made, reference.Upper+reference.Lower+reference.Digits) != "" || len(made) < 24 {
				t.Errorf("%d characters, want 24 or more, letters and digits only", len(made))
			}
			for _, kind := range []string{reference.Upper, reference.Lower, reference.Digits} {
				if !strings.ContainsAny(made, kind) {
					t.Errorf("none of %s", kind)
				}
			}
		}
	}
	if id, secret := New(reference.Config{ClientID: "a", ClientSecret: "b"}).Credentials(); id != "a" || secret != "b" {
		t.Error("the given credentials are not taken")
	}
}

func TestOtherClientsAreMadeWhenNoneAreGiven(t *testing.T) {
	seen := map[string]bool{}
	for range 50 {
		c := reference.Config{}.Complete()
		for name, given := range fourClients(c) {
			for _, made := range []string{given.ID, given.Secret} {
				if seen[made] {
					t.Fatal("the same credential was made twice")
				}
				seen[made] = true
				if plain, special := strings.CutPrefix(made, reference.Specials); special != (name == "special") || len(plain) < reference.IDLength || strings.Trim(plain, reference.Upper+reference.Lower+reference.Digits) != "" {
					t.Errorf("%s: %q", name, made)
				}
			}
		}
		if again := c.Complete(); again.Special != c.Special || again.Unauthorized != c.Unauthorized || again.InvalidGrant != c.InvalidGrant {
			t.Error("what is complete is made anew")
		}
	}
	mixed := reference.Config{Special: reference.Credentials{ID: "a"}, InvalidGrant: reference.Credentials{Secret: "b"}}.Complete()
	if mixed.Special.ID != "a" || mixed.InvalidGrant.Secret != "b" || mixed.Special.Secret == "" || mixed.InvalidGrant.ID == "" {
		t.Errorf("given parts are not taken, or missing ones not made: %+v", mixed)
	}
}

func TestLifetimeIsInWholeSeconds(t *testing.T) {
	for given, want := range map[time.Duration]time.Duration{
		0: time.Hour, time.Nanosecond: time.Second, -time.Hour: time.Second, 1999 * time.Millisecond: time.Second, time.Minute: time.Minute,
	} {
		if got := (reference.Config{Lifetime: given}).Complete().Lifetime; got != want {
			t.Errorf("%s becomes %s, want %s", given, got, want)
		}
	}
}
