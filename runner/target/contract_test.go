package target

import (
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi"
)

// The embedded contract answers as the one that stands in for it in the other tests.
func TestPrioticket(t *testing.T) {
	c, err := openapi.Load("prioticket")
	if err != nil {
		t.Fatal(err)
	}
	describe := func(args ...string) (*Target, error) {
		o, _, err := world{args: args, vars: withClient(nil)}.resolve(t)
		if err != nil {
			t.Fatal(err)
		}
		return o.Target(c)
	}
	for _, environment := range c.Environments() {
		target, err := describe("--env=" + environment)
		if refused := err != nil; refused != c.IsProduction(environment) {
			t.Errorf("%s: error %v", environment, err)
		}
		if err == nil && (target.Environment != environment || target.BaseURL.Scheme != "https") {
			t.Errorf("%s: %s", environment, target.BaseURL)
		}
	}
	target, err := describe("--env=production", "--allow-production")
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{
		target.BaseURL.String(), "https://" + target.BaseURL.Host, "https://" + strings.ToUpper(target.BaseURL.Host) + "./other",
		"https://" + target.BaseURL.Host + ":8443",
	} {
		_, err := describe("--base-url=" + address)
		wantError(t, err, "--base-url: the contract describes it as production: ask another, or give --allow-production")
	}
	if _, err := describe("--env=stagin"); err == nil || !strings.Contains(err.Error(), "did you mean staging? the contract names ") {
		t.Errorf("error %v", err)
	}
}

// A contract whose only server is the real thing: it is asked by nobody who does not say so.
func TestTicketpark(t *testing.T) {
	c, err := openapi.Load("ticketpark")
	if err != nil {
		t.Fatal(err)
	}
	describe := func(args ...string) (*Target, error) {
		o, _, err := world{args: args, vars: withUser(nil)}.resolve(t)
		if err != nil {
			t.Fatal(err)
		}
		return o.Target(c)
	}
	const refused = ": the contract describes it as production: ask another, or give --allow-production"
	for arg, where := range map[string]string{
		"--env=production": "--env", "--base-url=https://api.ticketpark.ch": "--base-url", "--base-url=https://API.ticketpark.ch.:8443/x": "--base-url",
	} {
		_, err := describe(arg)
		wantError(t, err, where+refused)
		target, err := describe(arg, "--allow-production")
		if err != nil || target.User == nil || target.User.ID != "some-user" {
			t.Errorf("%s: %v", arg, err)
		}
	}
	target, err := describe("--env=production", "--allow-production")
	if err != nil || target.BaseURL.String() != "https://api.ticketpark.ch" || target.Environment != "production" {
		t.Errorf("%+v, error %v", target, err)
	}
	if _, err := describe("--base-url=https://test.example"); err != nil {
		t.Error(err)
	}
	_, err = describe("--base-url=https://test.example", "--plain-url=http://api.ticketpark.ch")
	wantError(t, err, "--plain-url: the contract describes its host as production: ask another, or give --allow-production")
	_, err = describe("--env=staging")
	wantError(t, err, "--env: unknown environment; the contract names production")
}
