package target

import (
	"errors"
	"net/url"
	"testing"
	"time"
)

func embedded(t *testing.T) Embedded {
	t.Helper()
	ca, _ := pair(t)
	return Embedded{
		BaseURL: "https://127.0.0.1:8443/v1", PlainURL: "http://127.0.0.1:8080/v1",
		ClientID: "reference", ClientSecret: "secret", Scope: "booking", CA: []byte(ca),
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
