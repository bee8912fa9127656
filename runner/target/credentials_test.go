package target

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/suites/probe"
)

func TestCredentials(t *testing.T) {
	files := map[string]string{"id": "id-of-file\n", "secret": "secret-of-file\r\n"}
	byFlag := []string{"--env=staging", "--client-id-file=id", "--client-secret-file=secret"}
	inFile := map[string]string{defaultConfig: "client-id-file: id\nclient-secret-file: secret\n", "id": files["id"], "secret": files["secret"]}
	variables := map[string]string{clientIDVariable: "id-of-variable", secretVariable: "secret-of-variable"}
	ofFile, ofVariable := probe.Credentials{ID: "id-of-file", Secret: "secret-of-file"}, probe.Credentials{ID: "id-of-variable", Secret: "secret-of-variable"}
	for name, c := range map[string]struct {
		world
		want probe.Credentials
	}{
		"the environment": {world{[]string{"--env=staging"}, variables, nil}, ofVariable},
		"files by flag":   {world{byFlag, nil, files}, ofFile},
		"files by variable": {world{[]string{"--env=staging"}, map[string]string{
			"AUTHCONFORM_CLIENT_ID_FILE": "id", "AUTHCONFORM_CLIENT_SECRET_FILE": "secret",
		}, files}, ofFile},
		"files by file":                  {world{[]string{"--env=staging"}, nil, inFile}, ofFile},
		"a flag beats the environment":   {world{byFlag, variables, files}, ofFile},
		"the environment beats the file": {world{[]string{"--env=staging"}, variables, inFile}, ofVariable},
		"one from each": {
			world{[]string{"--env=staging", "--client-secret-file=secret"}, variables, files},
			probe.Credentials{ID: "id-of-variable", Secret: "secret-of-file"},
		},
		"a colon in the id, as it is form-encoded": {world{[]string{"--env=staging"}, map[string]string{
			clientIDVariable: "a:b", secretVariable: "c",
		}, nil}, probe.Credentials{ID: "a:b", Secret: "c"}},
		"inner and outer spaces, and letters of the world": {world{[]string{"--env=staging"}, map[string]string{
			clientIDVariable: " a b ", secretVariable: "pässwörd:%+ ",
		}, nil}, probe.Credentials{ID: " a b ", Secret: "pässwörd:%+ "}},
	} {
		t.Run(name, func(t *testing.T) {
			target, err := c.describe(t)
			if err != nil {
				t.Fatal(err)
			}
			if target.Client.ID != c.want.ID || target.Client.Secret != c.want.Secret {
				t.Errorf("got %q %q", target.Client.ID, target.Client.Secret)
			}
		})
	}
}

func TestCredentialErrors(t *testing.T) {
	const id = "AUTHCONFORM_CLIENT_ID: the client id "
	for name, c := range map[string]struct {
		world
		want string
	}{
		"missing": {
			world{},
			id + "is missing: set this variable, or name a file that holds it with --client-id-file (in authconform.yaml: client-id-file)\n" +
				"AUTHCONFORM_CLIENT_SECRET: the client secret is missing: set this variable, or name a file that holds it with --client-secret-file (in authconform.yaml: client-secret-file)",
		},
		"empty": {
			world{vars: map[string]string{clientIDVariable: "", secretVariable: " "}},
			id + "is empty\nAUTHCONFORM_CLIENT_SECRET: the client secret is empty",
		},
		"a line break":        {world{vars: withClient(map[string]string{secretVariable: "hunter2\nhunter2"})}, "AUTHCONFORM_CLIENT_SECRET: the client secret holds a line break: give one line"},
		"a control character": {world{vars: withClient(map[string]string{secretVariable: "hunter2\x7f"})}, "AUTHCONFORM_CLIENT_SECRET: the client secret holds a control character"},
		"no UTF-8":            {world{vars: withClient(map[string]string{secretVariable: "hunter2\xff"})}, "AUTHCONFORM_CLIENT_SECRET: the client secret is not UTF-8 text"},
		"too long":            {world{vars: withClient(map[string]string{secretVariable: strings.Repeat("hunter2", 1<<14)})}, "AUTHCONFORM_CLIENT_SECRET: the client secret is longer than 64 KiB"},
		"variable and file": {
			world{vars: withClient(map[string]string{"AUTHCONFORM_CLIENT_SECRET_FILE": "secret"})},
			"AUTHCONFORM_CLIENT_SECRET: contradicts AUTHCONFORM_CLIENT_SECRET_FILE: give one of them",
		},
		"no such file, perhaps the secret itself": {
			world{args: []string{"--client-secret-file=hunter2"}, vars: withClient(nil)},
			"--client-secret-file: cannot read the file of the client secret: no such file or directory",
		},
		"a directory": {
			world{args: []string{"--client-secret-file=."}, vars: withClient(nil)},
			"--client-secret-file: cannot read the file of the client secret: it is not a regular file, but a directory",
		},
		"an empty file": {
			world{args: []string{"--client-secret-file=secret"}, vars: withClient(nil), files: map[string]string{"secret": ""}},
			"--client-secret-file: the client secret in the file is empty",
		},
		"a large file": {
			world{args: []string{"--client-secret-file=secret"}, vars: withClient(nil), files: map[string]string{"secret": strings.Repeat("x", 64<<10+1)}},
			"--client-secret-file: cannot read the file of the client secret: it is larger than 64 KiB, the most that is read of such a file",
		},
		"two lines": {
			world{args: []string{"--client-secret-file=secret"}, vars: withClient(nil), files: map[string]string{"secret": "hunter2\n\n"}},
			"--client-secret-file: the client secret in the file holds a line break: give one line",
		},
		"a byte order mark": {
			world{vars: map[string]string{secretVariable: "s"}, files: map[string]string{"id": "\ufeffhunter2", defaultConfig: "\nclient-id-file: id\n"}},
			"authconform.yaml:2: client-id-file: the client id in the file begins with a byte order mark: save it without one",
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.args = append(c.args, "--env=staging")
			_, err := c.describe(t)
			wantError(t, err, c.want)
			if strings.Contains(err.Error(), "hunter2") {
				t.Error("the error repeats the value")
			}
		})
	}
}

// What a shell makes of <(command) is read; what nobody writes to is not waited for without end, nor read without bound.
func TestSecretFromAPipe(t *testing.T) {
	for name, c := range map[string]struct {
		written string
		stays   bool // the pipe is not closed
		want    string
	}{
		"a secret": {written: "hunter2\n"},
		"nothing":  {want: "--client-secret-file: the client secret in the file is empty"},
		"silence":  {stays: true, want: "--client-secret-file: cannot read the file of the client secret: nobody wrote it to the pipe within 50ms"},
	} {
		t.Run(name, func(t *testing.T) {
			read, write, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _, _ = read.Close(), write.Close() }()
			path := fmt.Sprintf("/dev/fd/%d", read.Fd())
			if _, err := os.Stat(path); err != nil {
				t.Skip("this system names no file descriptors")
			}
			if _, err := write.WriteString(c.written); err != nil {
				t.Fatal(err)
			}
			if !c.stays {
				_ = write.Close()
			}
			w := world{args: []string{"--env=staging", "--client-secret-file=" + path}, vars: withClient(nil)}
			o, _, err := w.resolve(t)
			if err != nil {
				t.Fatal(err)
			}
			o.patience = 50 * time.Millisecond
			target, err := o.describe(standIn{})
			if c.want != "" {
				wantError(t, err, c.want)
				return
			}
			if err != nil || target.Client.Secret != "hunter2" || !strings.HasSuffix(target.PlaceOf(secretVariable), "(--client-secret-file)") {
				t.Errorf("secret %q from %s, error %v", target.Client.Secret, target.PlaceOf(secretVariable), err)
			}
		})
	}
}

// A mounted secret is a symbolic link to the current one.
func TestSecretBehindALink(t *testing.T) {
	dir := t.TempDir()
	secret, link := filepath.Join(dir, "secret"), filepath.Join(dir, "link")
	if err := os.WriteFile(secret, []byte("linked"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, link); err != nil {
		t.Skip("no symbolic links here")
	}
	target, err := world{args: []string{"--env=staging", "--client-secret-file=" + link}, vars: withClient(nil)}.describe(t)
	if err != nil || target.Client.Secret != "linked" {
		t.Errorf("error %v", err)
	}
}

func TestCredentialsDoNotShow(t *testing.T) {
	secret := probe.Credentials{ID: "canary", Secret: "canary"}
	user := probe.Credentials{ID: "canary", Secret: "canary"}
	target := Target{
		Client: secret, Clients: Clients{&secret, &secret, &secret, &secret}, User: &user, RevokedToken: "canary", Scope: "shown",
	}
	var shown []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if text := fmt.Sprintf(verb, target); verb == "%+v" && !strings.Contains(text, "Scope:shown") {
			t.Errorf("lacks what is no secret: %s", text)
		}
		shown = append(shown, fmt.Sprintf(verb, target), fmt.Sprintf(verb, &target), fmt.Sprintf(verb, target.Client), fmt.Sprintf(verb, &target.Client),
			fmt.Sprintf(verb, target.Clients), fmt.Sprintf(verb, &target.Clients), fmt.Sprintf(verb, user), fmt.Sprintf(verb, &user))
	}
	text, err := json.Marshal([]any{target.Client, target.Clients, user, target.User})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range append(shown, string(text)) {
		if strings.Contains(s, "canary") || strings.Contains(s, fmt.Sprintf("%x", "canary")) {
			t.Errorf("shows a credential: %s", s)
		}
	}
}

// Options are printed in tests and logs as they are: they have to hold no secret.
func TestOptionsHoldNoSecret(t *testing.T) {
	vars := map[string]string{}
	for i, c := range new(Options).everyCredential() {
		vars[c.variable()] = fmt.Sprintf("canary+%d", i)
	}
	o, _, err := world{args: []string{"--env=staging"}, vars: vars}.resolve(t)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.describe(standIn{user: true}); err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprintf("%+v", *o); strings.Contains(text, "canary") {
		t.Errorf("the options hold a secret: %s", text)
	}
}

func TestSettingsAreKept(t *testing.T) {
	target, err := world{
		args: []string{"--env=staging", "--scope=a b", "--timeout=3s", "--concurrency=4", "--allow-secret-in-url", "--allow-secret-over-http"},
		vars: withClient(nil),
	}.describe(t)
	if err != nil {
		t.Fatal(err)
	}
	want := []any{"a b", 3 * time.Second, 4, true, true, false, false}
	got := []any{target.Scope, target.Timeout, target.Concurrency, target.AllowSecretInURL, target.AllowSecretOverHTTP, target.Embedded, target.Loopback}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
