package target

import (
	"net/url"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/suites/evidence"
)

func TestResource(t *testing.T) {
	for name, c := range map[string]struct {
		world
		want *Resource
	}{
		"none":    {},
		"a path":  {world{args: []string{"--resource-path=/bookings"}}, &Resource{Path: "/bookings", Method: "GET"}},
		"a query": {world{args: []string{"--resource-path=/bookings?from=2026-01-01&x=%20"}}, &Resource{Path: "/bookings", Query: "from=2026-01-01&x=%20", Method: "GET"}},
		"the base URL's own": {
			world{args: []string{"--resource-path=/"}},
			&Resource{Path: "/", Method: "GET"},
		},
		"every character that may be in one": {
			world{args: []string{"--resource-path=/a-._~!$&'()*+,;=:@/%20%C3%A9//...;a=..b/"}},
			&Resource{Path: "/a-._~!$&'()*+,;=:@/%20%C3%A9//...;a=..b/", Method: "GET"},
		},
		"a method and headers": {
			world{args: []string{
				"--resource-path=/x", "--resource-method=POST", "--resource-header=accept-language:en, de;q=0.5",
				"--resource-header", "X-Trace:\t a: b ", "--resource-header=Accept: text/html",
			}},
			&Resource{Path: "/x", Method: "POST", Header: []evidence.Field{{Name: "Accept-Language", Value: "en, de;q=0.5"}, {Name: "X-Trace", Value: "a: b"}, {Name: "Accept", Value: "text/html"}}},
		},
		"variables, a header in each line": {
			world{vars: map[string]string{
				"AUTHCONFORM_RESOURCE_PATH": "/x", "AUTHCONFORM_RESOURCE_METHOD": "REPORT",
				"AUTHCONFORM_RESOURCE_HEADER": "\nAccept: a/b, c/d\r\nA: b\n",
			}},
			&Resource{Path: "/x", Method: "REPORT", Header: []evidence.Field{{Name: "Accept", Value: "a/b, c/d"}, {Name: "A", Value: "b"}}},
		},
		"a file": {
			world{files: map[string]string{defaultConfig: "resource-path: /x\nresource-method: PUT\nresource-header:\n  - \"Accept: a/b, c/d\"\n  - \"A: b\"\n"}},
			&Resource{Path: "/x", Method: "PUT", Header: []evidence.Field{{Name: "Accept", Value: "a/b, c/d"}, {Name: "A", Value: "b"}}},
		},
		"a path by flag, the rest by file": {
			world{args: []string{"--resource-path=/y"}, files: map[string]string{defaultConfig: "resource-path: /x\nresource-method: PUT\n"}},
			&Resource{Path: "/y", Method: "PUT"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.args, c.vars = append(c.args, "--env=staging"), withClient(c.vars)
			target, err := c.describe(t)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, target.Resource); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestResourcePathErrors(t *testing.T) {
	const (
		dots  = "holds . or .. between slashes: write the path that is meant"
		never = "holds a character that no path has: percent-encode it, such as %20 for a space"
		slash = "wanted a path that begins with a slash, such as /bookings: it is appended to the base URL"
	)
	for path, want := range map[string]string{
		"hunter2":                 slash,
		"https://a.example":       slash,
		" /hunter2":               slash,
		"//a.example/x":           "wanted one slash at its start, found two: a host is no part of it",
		"/x?":                     "wanted a query after the question mark, found none: leave it out",
		"/x?a=hunter 2":           "the query holds a character that no query has: percent-encode it, such as %20 for a space",
		"/x?a=%zzhunter2":         "the query cannot be read: percent-encode what is in it, such as %25 for a percent sign",
		"/x?access_token=hunter2": "the query holds access_token: the resource is judged by the token in the header alone",
		"/x?a=b#hunter2":          "holds a fragment: leave out what follows the #",
		"/x#hunter2":              "holds a fragment: leave out what follows the #",
		"/hunter2%":               "holds a percent sign that begins no escape: write %25",
		"/hunter2%zz":             "holds a percent sign that begins no escape: write %25",
		"/hunter 2":               never,
		"/{hunter2}":              never,
		`/hunter\2`:               never,
		"/é":                      never,
		"/hunter2\n":              never,
		"/..":                     dots,
		"/x/../hunter2":           dots,
		"/./hunter2":              dots,
		"/x/.":                    dots,
		"/%2e%2E/hunter2":         dots,
		"/x%2f..%2fhunter2":       dots,
		"/x/..%5chunter2":         dots,
		"/..;x=y/hunter2":         dots,
	} {
		_, err := world{args: []string{"--env=staging", "--resource-path=" + path}, vars: withClient(nil)}.describe(t)
		wantError(t, err, "--resource-path: "+want)
	}
}

func TestResourceMethodErrors(t *testing.T) {
	for method, want := range map[string]string{
		"GET /":   "wanted a method such as GET",
		"GÉT":     "wanted a method such as GET",
		"GET\n":   "wanted a method such as GET",
		"get":     "wanted capitals, such as GET: methods tell them from small letters",
		"HEAD":    "HEAD cannot be judged: its answers have no body",
		"CONNECT": "CONNECT asks a server, not a resource: give another method",
		"TRACE":   "TRACE asks a server, not a resource: give another method",
	} {
		_, err := world{args: []string{"--env=staging", "--resource-path=/x", "--resource-method=" + method}, vars: withClient(nil)}.describe(t)
		wantError(t, err, "--resource-method: "+want)
	}
}

func TestResourceHeaderErrors(t *testing.T) {
	const (
		grammar    = "wanted a name, a colon and a value, such as Accept-Language: en"
		connection = " belongs to the connection: leave it out"
		never      = "the value holds a character that is not visible ASCII"
	)
	wants := map[string]string{
		"hunter2":                   grammar,
		": hunter2":                 grammar,
		"hunter2 : x":               grammar,
		" Accept: hunter2":          grammar,
		"hünter: 2":                 grammar,
		"a\r\nb: hunter2":           grammar,
		"hunter2:":                  "has no value: give one, or leave it out",
		"hunter2: \t":               "has no value: give one, or leave it out",
		"a: hunter2\r\nb: c":        never,
		"a: hünter2":                never,
		"a: hunter2\x00":            never,
		"a: hunter2\x7f":            never,
		"authorization: hunter2":    "Authorization carries credentials: the resource is judged by the token alone",
		"COOKIE: hunter2":           "Cookie carries credentials: the resource is judged by the token alone",
		"user-agent: hunter2":       "User-Agent names authconform, so that the target's owner finds its requests",
		"Accept-Encoding: gzip":     "Accept-Encoding would change what is recorded: answers are read as they are",
		"proxy-Authorization: hunt": "headers that begin with Proxy- belong to the connection: leave it out",
		"Proxy-Connection: hunter2": "headers that begin with Proxy- belong to the connection: leave it out",
	}
	for _, name := range []string{
		"Connection", "Content-Length", "Expect", "Host", "Http2-Settings", "Keep-Alive", "Te", "Trailer", "Transfer-Encoding", "Upgrade",
	} {
		wants[strings.ToUpper(name)+": hunter2"] = name + connection
	}
	for text, want := range wants {
		_, err := world{args: []string{"--env=staging", "--resource-path=/x", "--resource-header=A: b", "--resource-header=" + text}, vars: withClient(nil)}.describe(t)
		wantError(t, err, "--resource-header: header 2: "+want)
	}
}

func TestResourceErrorsNameTheirLayer(t *testing.T) {
	for name, c := range map[string]struct {
		world
		want string
	}{
		"all that is wrong": {
			world{
				args:  []string{"--resource-header=A", "--resource-header=Host: b"},
				vars:  map[string]string{"AUTHCONFORM_RESOURCE_METHOD": "HEAD"},
				files: map[string]string{defaultConfig: "env: staging\nresource-path: x\n"},
			},
			"authconform.yaml:2: resource-path: wanted a path that begins with a slash, such as /bookings: it is appended to the base URL\n" +
				"AUTHCONFORM_RESOURCE_METHOD: HEAD cannot be judged: its answers have no body\n" +
				"--resource-header: header 1: wanted a name, a colon and a value, such as Accept-Language: en\n" +
				"--resource-header: header 2: Host belongs to the connection: leave it out",
		},
		"no path": {
			world{
				args:  []string{"--env=staging", "--resource-method=GET"},
				files: map[string]string{defaultConfig: "resource-header: [\"A: b\"]\n"},
			},
			"--resource-method: no resource is named: give --resource-path too\n" +
				"authconform.yaml:1: resource-header: no resource is named: give --resource-path too",
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.vars = withClient(c.vars)
			_, err := c.describe(t)
			wantError(t, err, c.want)
		})
	}
}

// A path that is taken stays below the base URL as it was written, also where a server decodes and cleans it.
func FuzzResourcePath(f *testing.F) {
	for _, seed := range []string{"/a", "/a/../b", "/%2e%2e/", "/a%2F..%2F..", "/..;/", "//a", "/a?b", "/a#b", "/%", "/a:b@c", `/..\`, "/%5c..", "/.%2e"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if pathFault(text) != "" {
			return
		}
		const base = "https://a.example/v1"
		u, err := url.Parse(base + text)
		if err != nil || u.String() != base+text || u.Host != "a.example" || u.Fragment != "" {
			t.Errorf("%q: read as %v, error %v", text, u, err)
			return
		}
		if cleaned := path.Clean(strings.ReplaceAll(u.Path, `\`, "/")); cleaned != "/v1" && !strings.HasPrefix(cleaned, "/v1/") {
			t.Errorf("%q: leads to %q", text, cleaned)
		}
	})
}
