package gather

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// takes lets requests through that have one form, and refuses the others alike.
func takes(form func(a arrival) bool) func(http.Handler) http.Handler {
	seen := &arrivals{}
	return func(sound http.Handler) http.Handler {
		return seen.note(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			list := seen.of(probeOf(r))
			if form(list[len(list)-1]) {
				sound.ServeHTTP(w, r)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"error":"invalid_request"}`))
		}))
	}
}

func isForm(a arrival) bool   { return strings.Contains(a.header.Get("Content-Type"), "urlencoded") }
func inHeader(a arrival) bool { return a.header.Get("Authorization") != "" }

// R26: what depends on the documented form is asked in the form that works, or not at all, and the record says so.
func TestARefusedFormIsReplacedByOneThatWorks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		takes   func(arrival) bool
		form    string
		valid   string       // how the last control ends
		asked   []probe.Name // in the form that works
		blocked []probe.Name
	}{
		"every form": {
			func(arrival) bool { return true }, "documented", "OK",
			[]probe.Name{probe.GrantNumber, probe.WrongSecret, probe.NoCredentials},
			nil,
		},
		"forms": {
			isForm, string(probe.FormEncoded), "OK",
			[]probe.Name{probe.GrantMissing, probe.WrongSecret, probe.UnknownClient, probe.BodyEmpty},
			[]probe.Name{probe.GrantNumber, probe.BodyGarbage, probe.ValidCharset},
		},
		"credentials in the body": {
			func(a arrival) bool { return !inHeader(a) && !isForm(a) }, string(probe.BodyCredentials), "OK",
			[]probe.Name{probe.GrantMissing, probe.GrantNumber, probe.ValidCharset, probe.WrongSecret, probe.UnknownClient},
			[]probe.Name{probe.SchemeLowerCase, probe.SchemeDigest, probe.TwoCredentials, probe.BodyGarbage},
		},
		"forms with the credentials in them": {
			func(a arrival) bool { return !inHeader(a) && isForm(a) }, string(probe.FormCredentials), "OK",
			[]probe.Name{probe.GrantMissing, probe.WrongSecret, probe.NoCredentials},
			[]probe.Name{probe.GrantNumber, probe.SchemeBearer, probe.BodyEmpty},
		},
		"nothing": {
			func(arrival) bool { return false }, "", "",
			[]probe.Name{probe.PlainHTTP, probe.TLS12},
			[]probe.Name{probe.GrantMissing, probe.WrongSecret, probe.ValidScope, probe.ValidLast},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, asked := start(t, reference.Config{Wrap: takes(c.takes)})
			rec := gathered(t, asked)
			if rec.Run.Form != c.form {
				t.Errorf("valid requests are answered in the form %q, wanted %q", rec.Run.Form, c.form)
			}
			if c.valid != "" && told(exchange(t, rec, probe.ValidLast)) != c.valid {
				t.Errorf("the last control ended in %s", told(exchange(t, rec, probe.ValidLast)))
			}
			for _, name := range c.asked {
				exchange(t, rec, name)
			}
			for _, name := range c.blocked {
				why, ok := rec.WhySkipped(string(name))
				if !ok || why.Reason == "" || why.Missing != evidence.LacksToken {
					t.Errorf("%s was not asked because of %+v", name, why)
				}
			}
		})
	}
}

// What cannot be asked of this secret, or at this address, says so.
func TestReasonsOfWhatIsNotAsked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config  reference.Config
		aim     func(*target.Target)
		probe   probe.Name
		reason  string
		blocked evidence.Lack
	}{
		"no https": {reference.Config{WrapPlain: func(http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				_, _ = w.Write([]byte(`{"access_token":"abcDEF-123-abcDEF-123","token_type":"Bearer","expires_in":60}`))
			})
		}}, func(asked *target.Target) { asked.BaseURL = asked.PlainURL }, probe.TLS12, "not https", evidence.LacksHTTPS},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, asked := start(t, c.config)
			if c.aim != nil {
				c.aim(asked)
			}
			rec, err := Gather(t.Context(), asks(t, asked))
			var stopped *Stopped
			if errors.As(err, &stopped) {
				t.Fatalf("%s: %v", name, err)
			}
			why, ok := rec.WhySkipped(string(c.probe))
			if !ok || !strings.Contains(why.Reason, c.reason) || why.Missing != c.blocked {
				t.Errorf("%s was not asked because of %+v (%t)", c.probe, why, ok)
			}
		})
	}
}
