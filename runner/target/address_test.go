package target

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAddresses(t *testing.T) {
	for name, c := range map[string]struct {
		world
		base, plain string
		loopback    bool
	}{
		"an environment": {
			world{args: []string{"--env=staging"}},
			"https://staging.example.com/v1", "http://staging.example.com/v1", false,
		},
		"an address": {
			world{args: []string{"--base-url=https://a.example"}},
			"https://a.example", "http://a.example", false,
		},
		"slashes at the end": {
			world{args: []string{"--base-url=https://a.example/v1//"}},
			"https://a.example/v1", "http://a.example/v1", false,
		},
		"escapes stay": {
			world{args: []string{"--base-url=https://a.example/v%2F1%2F/"}},
			"https://a.example/v%2F1%2F", "http://a.example/v%2F1%2F", false,
		},
		"another port": {
			world{args: []string{"--base-url=https://A.Example:8443/V1"}},
			"https://a.example:8443/V1", "http://a.example:8443/V1", false,
		},
		"a name of the world": {
			world{args: []string{"--base-url=https://bücher.example:8443"}},
			"https://xn--bcher-kva.example:8443", "http://xn--bcher-kva.example:8443", false,
		},
		"the default port": {
			world{args: []string{"--base-url=https://a.example:443/v1"}},
			"https://a.example:443/v1", "http://a.example/v1", false,
		},
		"a plain address": {
			world{args: []string{"--base-url=https://a.example", "--plain-url=http://b.example:8080/v1/"}},
			"https://a.example", "http://b.example:8080/v1", false,
		},
		"loopback over http": {
			world{args: []string{"--base-url=http://127.8.9.1:8080"}},
			"http://127.8.9.1:8080", "http://127.8.9.1:8080", true,
		},
		"loopback with a plain address elsewhere": {
			world{args: []string{"--base-url=https://localhost", "--plain-url=http://a.example"}},
			"https://localhost", "http://a.example", false,
		},
		"http where the user says so": {
			world{args: []string{"--base-url=http://a.example", "--allow-secret-over-http"}},
			"http://a.example", "http://a.example", false,
		},
		"production where the user says so": {
			world{args: []string{"--env=production", "--allow-production"}},
			"https://live.example.com/v1", "http://live.example.com/v1", false,
		},
		"a flag beats the file's environment": {
			world{args: []string{"--base-url=https://a.example"}, files: map[string]string{defaultConfig: "env: staging\n"}},
			"https://a.example", "http://a.example", false,
		},
		"a variable beats the file's address": {
			world{vars: map[string]string{"AUTHCONFORM_ENV": "sandbox"}, files: map[string]string{defaultConfig: "base-url: https://a.example\n"}},
			"https://sandbox.example.com/v1", "http://sandbox.example.com/v1", false,
		},
		"a plain address in the file, for an address that it does not name": {
			world{args: []string{"--base-url=https://a.example"}, files: map[string]string{defaultConfig: "plain-url: http://a.example:8080\n"}},
			"https://a.example", "http://a.example:8080", false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.vars = withClient(c.vars)
			target, err := c.describe(t)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]any{c.base, c.plain, c.loopback},
				[]any{target.BaseURL.String(), target.PlainURL.String(), target.Loopback}); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEnvironmentIsKept(t *testing.T) {
	for arg, want := range map[string]string{"--env=staging": "staging", "--base-url=https://staging.example.com/v1": ""} {
		target, err := world{args: []string{arg}, vars: withClient(nil)}.describe(t)
		if err != nil || target.Environment != want {
			t.Errorf("%s: environment %q, error %v", arg, target.Environment, err)
		}
	}
}

func TestAddressErrors(t *testing.T) {
	const wanted = "wanted an absolute URL such as https://auth.example.com/v1, found "
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"none":                     {nil, "--base-url: no target is named: give --env or --base-url"},
		"both":                     {[]string{"--env=staging", "--base-url=https://a.example"}, "--env: contradicts --base-url: give one of them"},
		"unknown, near":            {[]string{"--env=stagin"}, "--env: unknown environment \"stagin\"; did you mean staging? the contract names staging, sandbox, production, relative"},
		"unknown":                  {[]string{"--env=hunter2"}, "--env: unknown environment; the contract names staging, sandbox, production, relative"},
		"production":               {[]string{"--env=production"}, "--env: the contract describes it as production: ask another, or give --allow-production"},
		"production by address":    {[]string{"--base-url=https://live.example.com/v2"}, "--base-url: the contract describes it as production: ask another, or give --allow-production"},
		"production, other port":   {[]string{"--base-url=https://live.example.com:444"}, "--base-url: the contract describes it as production: ask another, or give --allow-production"},
		"production, capitals":     {[]string{"--base-url=https://LIVE.example.com."}, "--base-url: the contract describes it as production: ask another, or give --allow-production"},
		"production, wide letters": {[]string{"--base-url=https://ｌｉｖｅ.example.com:8443"}, "--base-url: the contract describes it as production: ask another, or give --allow-production"},
		"no host name":             {[]string{"--base-url=https://a b.example"}, "--base-url: holds a blank: wanted an absolute URL such as https://auth.example.com/v1"},
		"no name in ASCII":         {[]string{"--base-url=https://a͸.example"}, "--base-url: holds a host name that cannot be written in ASCII letters (IDNA)"},
		"production over http":     {[]string{"--base-url=http://live.example.com", "--allow-secret-over-http"}, "--base-url: the contract describes it as production: ask another, or give --allow-production"},
		"production, plain":        {[]string{"--env=staging", "--plain-url=http://live.example.com"}, "--plain-url: the contract describes its host as production: ask another, or give --allow-production"},
		"relative in contract":     {[]string{"--env=relative"}, "--env: the address that the contract gives it: " + wanted + "no http or https at its start; give --base-url"},
		"relative":                 {[]string{"--base-url=/hunter2"}, "--base-url: " + wanted + "no http or https at its start"},
		"a host alone":             {[]string{"--base-url=a.example/hunter2"}, "--base-url: " + wanted + "no http or https at its start: write https://a.example/…"},
		"a host and a port":        {[]string{"--base-url=a.example:8080"}, "--base-url: " + wanted + "no http or https at its start: write https://a.example:8080"},
		"a secret alone":           {[]string{"--base-url=hunter2"}, "--base-url: " + wanted + "no http or https at its start"},
		"a token alone":            {[]string{"--base-url=eyJhbGciOiJub25lIn0.hunter2.x"}, "--base-url: " + wanted + "no http or https at its start"},
		"a blank first":            {[]string{"--base-url= https://a.example"}, "--base-url: has a blank before or behind it: leave it out"},
		"one slash":                {[]string{"--base-url=https:/a.example/hunter2"}, "--base-url: wanted two slashes behind the scheme: write https://a.example/…"},
		"IPv6":                     {[]string{"--base-url=https://::1"}, "--base-url: an IPv6 address stands in brackets: write https://[::1]"},
		"IPv6 and a port":          {[]string{"--base-url=https://2001:db8:0:0:0:0:0:1:8443/hunter2"}, "--base-url: an IPv6 address stands in brackets: write https://[2001:db8:0:0:0:0:0:1]:8443/…"},
		"the token endpoint":       {[]string{"--base-url=https://a.example/v1/oauth2/token"}, "--base-url: ends in /oauth2/token, which the contract appends by itself: leave it out, and give https://a.example/v1"},
		"the token endpoint, /":    {[]string{"--base-url=https://a.example/oauth2/token/"}, "--base-url: ends in /oauth2/token, which the contract appends by itself: leave it out, and give https://a.example"},
		"another scheme":           {[]string{"--base-url=ftp://hunter2.example"}, "--base-url: " + wanted + "no http or https at its start"},
		"no host":                  {[]string{"--base-url=https://:8080/hunter2"}, "--base-url: " + wanted + "no host in it"},
		"no host, but slashes":     {[]string{"--base-url=https:///hunter2"}, "--base-url: " + wanted + "no host in it"},
		"slashes":                  {[]string{"--base-url=https://"}, "--base-url: " + wanted + "no host in it"},
		"what is no URL":           {[]string{"--base-url=https://a.example/%zzhunter2"}, "--base-url: " + wanted + "what cannot be read as one"},
		"a space":                  {[]string{"--base-url=https://a.example/hunter2 "}, "--base-url: has a blank before or behind it: leave it out"},
		"a password":               {[]string{"--base-url=https://a:hunter2@a.example"}, "--base-url: holds a user name or a password: leave it out, credentials come from AUTHCONFORM_CLIENT_ID and AUTHCONFORM_CLIENT_SECRET"},
		"a query":                  {[]string{"--base-url=https://a.example?hunter2"}, "--base-url: holds a query: leave out what follows the question mark"},
		"an empty query":           {[]string{"--base-url=https://a.example?"}, "--base-url: holds a query: leave out what follows the question mark"},
		"a fragment":               {[]string{"--base-url=https://a.example#hunter2"}, "--base-url: holds a fragment: leave out what follows the #"},
		"an empty fragment":        {[]string{"--base-url=https://a.example#"}, "--base-url: holds a fragment: leave out what follows the #"},
		"a port out of range":      {[]string{"--base-url=https://a.example:65536"}, "--base-url: wanted a port from 1 to 65535"},
		"no port":                  {[]string{"--base-url=https://a.example:"}, "--base-url: wanted a port after the colon, found none"},
		"a placeholder":            {[]string{"--base-url=https://{environment}.example"}, "--base-url: " + wanted + "what cannot be read as one"},
		"a wildcard":               {[]string{"--base-url=https://*.example"}, "--base-url: holds a character that no host name has"},
		"http":                     {[]string{"--base-url=http://a.example"}, "--base-url: wanted https, found http: the client secret would travel in clear text; use https, or give --allow-secret-over-http"},
		"http, like loopback":      {[]string{"--base-url=http://localhost.example"}, "--base-url: wanted https, found http: the client secret would travel in clear text; use https, or give --allow-secret-over-http"},
		"plain, but https":         {[]string{"--env=staging", "--plain-url=https://a.example"}, "--plain-url: wanted http, found https: it is where the target is asked over plain HTTP"},
		"plain, with a password":   {[]string{"--env=staging", "--plain-url=http://a:hunter2@a.example"}, "--plain-url: holds a user name or a password: leave it out, credentials come from AUTHCONFORM_CLIENT_ID and AUTHCONFORM_CLIENT_SECRET"},
		"a scope with two spaces":  {[]string{"--env=staging", "--scope=a  b"}, `--scope: wanted scopes separated by single spaces, of visible ASCII without " and \`},
		"a scope with a quote":     {[]string{"--env=staging", `--scope="hunter2"`}, `--scope: wanted scopes separated by single spaces, of visible ASCII without " and \`},
		"no time":                  {[]string{"--env=staging", "--timeout=0s"}, "--timeout: wanted more than 0s and at most 10m"},
		"too much time":            {[]string{"--env=staging", "--timeout=11m"}, "--timeout: wanted more than 0s and at most 10m"},
		"too many":                 {[]string{"--env=staging", "--concurrency=33"}, "--concurrency: wanted 1 to 32"},
		"none at once":             {[]string{"--env=staging", "--concurrency=0"}, "--concurrency: wanted 1 to 32"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := world{args: c.args, vars: withClient(nil)}.describe(t)
			wantError(t, err, c.want)
		})
	}
}

func TestAddressErrorsNameTheirLayer(t *testing.T) {
	for name, c := range map[string]struct {
		world
		want string
	}{
		"environment": {
			world{vars: map[string]string{"AUTHCONFORM_BASE_URL": "a", "AUTHCONFORM_TIMEOUT": "-1s"}},
			"AUTHCONFORM_TIMEOUT: wanted more than 0s and at most 10m\n" +
				"AUTHCONFORM_BASE_URL: wanted an absolute URL such as https://auth.example.com/v1, found no http or https at its start",
		},
		"file": {
			world{files: map[string]string{defaultConfig: "\nenv: production\n"}},
			"authconform.yaml:2: env: the contract describes it as production: ask another, or give --allow-production",
		},
		"both in the file": {
			world{files: map[string]string{defaultConfig: "env: staging\nbase-url: https://a.example\n"}},
			"authconform.yaml:1: env: contradicts authconform.yaml:2: base-url: give one of them",
		},
		"a plain address of another target": {
			world{args: []string{"--base-url=https://a.example"}, files: map[string]string{defaultConfig: "env: staging\nplain-url: http://b.example\n"}},
			"authconform.yaml:2: plain-url: belongs to an address that --base-url overrides: give --plain-url too",
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.vars = withClient(c.vars)
			_, err := c.describe(t)
			wantError(t, err, c.want)
		})
	}
}

func TestIsLoopback(t *testing.T) {
	for text, want := range map[string]bool{
		"http://127.0.0.1": true, "http://127.255.0.3:80": true, "http://[::1]:8080": true, "http://localhost": true,
		"http://LOCALHOST.:1": true, "http://[::ffff:127.0.0.1]": true,
		"http://128.0.0.1": false, "http://0.0.0.0": false, "http://[::]": false, "http://10.0.0.1": false, "http://127.1": false,
		"http://2130706433": false, "http://localhost.example": false, "http://127.0.0.1.example": false, "http://a.localhost": false,
	} {
		u, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := IsLoopback(u); got != want {
			t.Errorf("%s: got %v", text, got)
		}
	}
}

// An address that is taken can have paths appended, and says nothing but scheme, host and path.
func FuzzAddress(f *testing.F) {
	for _, seed := range []string{"https://a.example/v1/", "http://[::1%25lo]:80", "https://a:b@c", "https://a?b#c", "//a", "https:a", "https://%61", "HTTPS://A", "https://bücher.example:1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, fault := parseAddress(text)
		if fault != "" {
			if u != nil {
				t.Errorf("%q: an address and a fault", text)
			}
			return
		}
		if u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" {
			t.Errorf("%q: took %#v", text, u)
		}
		again, fault := parseAddress(u.String())
		if fault != "" || again.String() != u.String() {
			t.Errorf("%q: reads %q back as %v, %s", text, u, again, fault)
		}
	})
}
