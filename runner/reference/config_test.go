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

func TestLifetimeIsInWholeSeconds(t *testing.T) {
	for given, want := range map[time.Duration]time.Duration{
		0: time.Hour, time.Nanosecond: time.Second, -time.Hour: time.Second, 1999 * time.Millisecond: time.Second, time.Minute: time.Minute,
	} {
		if got := (Config{Lifetime: given}).complete().Lifetime; got != want {
			t.Errorf("%s becomes %s, want %s", given, got, want)
		}
	}
}
