package target

import (
	"context"
	"errors"
	"net/url"
	"testing"
	"time"

	"github.com/authconform/authconform/suites/probe"
)

func embedded(t *testing.T) Embedded {
	t.Helper()
	ca, _ := pair(t)
	return Embedded{
		BaseURL: "https://127.0.0.1:8443/v1", PlainURL: "http://127.0.0.1:8080/v1",
		ClientID: "reference", ClientSecret: "secret", Scope: "booking", CA: []byte(ca),
		User:     &probe.Credentials{ID: "user@reference.invalid", Secret: "password"},
		Clients:  Clients{Special: &probe.Credentials{ID: "a:b", Secret: "c+d"}, Other: &probe.Credentials{ID: "other", Secret: "e"}},
		Resource: &Resource{Path: "/resource", Method: "GET"}, RevokedToken: "revoked",
		Revoke: func(_ context.Context, token string) error { return errors.New("asked to revoke " + token) },
	}
}

func TestEmbedded(t *testing.T) {
	o, _, err := world{args: []string{"--timeout=3s", "--concurrency=2"}, vars: withClient(map[string]string{"HTTPS_PROXY": "http://:x"})}.resolve(t)
	if err != nil {
		t.Fatal(err)
	}
	target, err := o.Embedded(embedded(t))
	if err != nil {
		t.Fatal(err)
	}
	if !target.Embedded || !target.Loopback || target.TLS.Roots == nil || target.Timeout != 3*time.Second || target.Concurrency != 2 {
		t.Errorf("got %+v", target)
	}
	if target.Client.ID != "reference" || target.Client.Secret != "secret" || target.Scope != "booking" {
		t.Error("the reference target's client is not used")
	}
	if target.Resource.Path != "/resource" || target.Clients.Special.ID != "a:b" || target.Clients.Unauthorized != nil || target.RevokedToken != "revoked" ||
		target.Clients.Other.ID != "other" || target.User.ID != "user@reference.invalid" || target.User.Secret != "password" {
		t.Errorf("what the reference target brings is not used: %+v", target)
	}
	if err := target.Revoke(t.Context(), "this"); err == nil || err.Error() != "asked to revoke this" {
		t.Errorf("revoke gives %v", err)
	}
	if proxy, err := target.Proxy(&url.URL{Scheme: "https", Host: "127.0.0.1"}); proxy != nil || err != nil {
		t.Errorf("proxy %v, error %v", proxy, err)
	}
}

func TestEmbeddedErrors(t *testing.T) {
	o, _, err := world{
		args:  []string{"--ca-cert=ca.pem", "--concurrency=0"},
		vars:  map[string]string{"AUTHCONFORM_SCOPE": "booking"},
		files: map[string]string{defaultConfig: "plain-url: http://a.example\n"},
	}.resolve(t)
	if err != nil {
		t.Fatal(err)
	}
	_, err = o.Embedded(embedded(t))
	const text = ": describes a target, and none is named: give --env or --base-url"
	wantError(t, err, "--concurrency: wanted 1 to 32\nauthconform.yaml:1: plain-url"+text+"\n--ca-cert"+text+"\nAUTHCONFORM_SCOPE"+text)
}

// The reference target brings its own clients and resource: what was meant for another must not seem to be used.
// Credentials in the environment may stand there for every run.
func TestEmbeddedTakesNoneOfAnother(t *testing.T) {
	const text = ": describes a target, and none is named: give --env or --base-url"
	for name, c := range map[string]struct {
		world
		want string
	}{
		"a resource":        {world{args: []string{"--resource-path=/x"}}, "--resource-path" + text},
		"a method":          {world{vars: map[string]string{"AUTHCONFORM_RESOURCE_METHOD": "POST"}}, "AUTHCONFORM_RESOURCE_METHOD" + text},
		"a header":          {world{args: []string{"--resource-header=A: b"}}, "--resource-header" + text},
		"a command":         {world{files: map[string]string{defaultConfig: "revoke-command: cat\n"}}, "authconform.yaml:1: revoke-command" + text},
		"a token's file":    {world{args: []string{"--revoked-token-file=x"}}, "--revoked-token-file" + text},
		"a client's file":   {world{args: []string{"--special-client-id-file=x"}}, "--special-client-id-file" + text},
		"a user's file":     {world{args: []string{"--password-file=x"}}, "--password-file" + text},
		"the other client":  {world{files: map[string]string{defaultConfig: "other-client-id-file: x\n"}}, "authconform.yaml:1: other-client-id-file" + text},
		"a burst too large": {world{args: []string{"--burst=2001"}}, "--burst: wanted 2 to 2000, or 0 for none"},
		"no such profile":   {world{args: []string{"--profile=all"}}, "--profile: wanted core or full"},
		"credentials in the environment, profile, wait, burst and baseline": {world{
			args: []string{"--profile=full", "--max-wait=3s", "--burst=2", "--baseline=x", "--write-baseline=y"},
			vars: map[string]string{"AUTHCONFORM_REVOKED_TOKEN": "a b", "AUTHCONFORM_SPECIAL_CLIENT_ID": "half", usernameVariable: "another"},
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			o, _, err := c.resolve(t)
			if err != nil {
				t.Fatal(err)
			}
			target, err := o.Embedded(embedded(t))
			if c.want != "" {
				wantError(t, err, c.want)
				return
			}
			if err != nil || target.Profile != FullProfile || target.MaxWait != 3*time.Second || target.Burst != 2 {
				t.Errorf("got %+v, error %v", target, err)
			}
		})
	}
}

// What is wrong with the reference target is not the user's configuration.
func TestEmbeddedIsOurs(t *testing.T) {
	for name, spoil := range map[string]func(*Embedded){
		"address":   func(e *Embedded) { e.PlainURL = "" },
		"authority": func(e *Embedded) { e.CA = nil },
	} {
		t.Run(name, func(t *testing.T) {
			o, _, err := world{}.resolve(t)
			if err != nil {
				t.Fatal(err)
			}
			e := embedded(t)
			spoil(&e)
			if _, err := o.Embedded(e); err == nil || errors.Is(err, ErrConfiguration) {
				t.Errorf("error %v", err)
			}
		})
	}
}
