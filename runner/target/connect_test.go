package target

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestConnections(t *testing.T) {
	const wanted = "wanted HOST:PORT:ADDRESS, such as tokens.example.com:443:192.0.2.7"
	for name, c := range map[string]struct {
		args []string
		want map[string]string
		err  string
	}{
		"none":              {args: []string{"--base-url=https://a.example"}},
		"one":               {args: []string{"--base-url=https://a.example", "--resolve=A.example:443:192.0.2.7"}, want: map[string]string{"a.example:443": "192.0.2.7:443"}},
		"IPv6":              {args: []string{"--base-url=https://a.example:8443", "--resolve=a.example:8443:[2001:db8::1]"}, want: map[string]string{"a.example:8443": "[2001:db8::1]:8443"}},
		"IPv6 as it is":     {args: []string{"--base-url=https://a.example", "--resolve=a.example:443:2001:db8::1"}, want: map[string]string{"a.example:443": "[2001:db8::1]:443"}},
		"clear text, too":   {args: []string{"--base-url=https://a.example", "--resolve=a.example:80:192.0.2.7", "--resolve=a.example:443:192.0.2.7"}, want: map[string]string{"a.example:80": "192.0.2.7:80", "a.example:443": "192.0.2.7:443"}},
		"no port":           {args: []string{"--base-url=https://a.example", "--resolve=a.example:192.0.2.7"}, err: "--resolve: " + wanted},
		"no number":         {args: []string{"--base-url=https://a.example", "--resolve=a.example:https:192.0.2.7"}, err: "--resolve: " + wanted + ", found no port from 1 to 65535"},
		"a name":            {args: []string{"--base-url=https://a.example", "--resolve=a.example:443:b.example"}, err: "--resolve: " + wanted + ", found no address behind the port"},
		"another host":      {args: []string{"--base-url=https://a.example", "--resolve=b.example:443:192.0.2.7"}, err: `--resolve: "b.example:443:192.0.2.7" is about no address that is asked (a.example:443, a.example:80)`},
		"from this machine": {args: []string{"--base-url=http://localhost:8080", "--resolve=localhost:8080:192.0.2.7"}, err: `--resolve: "localhost:8080:192.0.2.7" leads from this machine to another, under a name that stays on it: name the target by --base-url`},
	} {
		t.Run(name, func(t *testing.T) {
			target, err := world{args: c.args, vars: withClient(nil)}.describe(t)
			if c.err != "" {
				wantError(t, err, c.err)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, target.Connect); diff != "" {
				t.Error(diff)
			}
		})
	}
}
