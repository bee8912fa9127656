package target

import (
	"testing"

	"github.com/authconform/authconform/suites/probe"
)

// shownClients makes credentials comparable.
func shownClients(c Clients) [4]string {
	var list [4]string
	for i, one := range []*probe.Credentials{c.Unauthorized, c.InvalidGrant, c.Special, c.Other} {
		if one != nil {
			list[i] = one.ID + " / " + one.Secret
		}
	}
	return list
}

func TestClients(t *testing.T) {
	files := map[string]string{"id": "id of file\n", "secret": "secret-of-file\n"}
	special := map[string]string{"AUTHCONFORM_SPECIAL_CLIENT_ID": "é: +%&", "AUTHCONFORM_SPECIAL_CLIENT_SECRET": `"'`}
	for name, c := range map[string]struct {
		world
		want [4]string
	}{
		"none": {},
		"all, by variables": {world{vars: map[string]string{
			"AUTHCONFORM_UNAUTHORIZED_CLIENT_ID": "a", "AUTHCONFORM_UNAUTHORIZED_CLIENT_SECRET": "b",
			"AUTHCONFORM_INVALID_GRANT_CLIENT_ID": "c", "AUTHCONFORM_INVALID_GRANT_CLIENT_SECRET": "d",
			"AUTHCONFORM_SPECIAL_CLIENT_ID": "e:", "AUTHCONFORM_SPECIAL_CLIENT_SECRET": "f",
			"AUTHCONFORM_OTHER_CLIENT_ID": "g", "AUTHCONFORM_OTHER_CLIENT_SECRET": "h",
		}}, [4]string{"a / b", "c / d", "e: / f", "g / h"}},
		"the other one by files": {
			world{args: []string{"--other-client-id-file=id", "--other-client-secret-file=secret"}, files: files},
			[4]string{3: "id of file / secret-of-file"},
		},
		"letters of all kinds": {world{vars: special}, [4]string{2: `é: +%& / "'`}},
		"files by flag": {
			world{args: []string{"--unauthorized-client-id-file=id", "--unauthorized-client-secret-file=secret"}, files: files},
			[4]string{"id of file / secret-of-file"},
		},
		"files by file": {
			world{files: map[string]string{
				defaultConfig: "invalid-grant-client-id-file: id\ninvalid-grant-client-secret-file: secret\n", "id": files["id"], "secret": files["secret"],
			}}, [4]string{1: "id of file / secret-of-file"},
		},
		"a flag beats a variable": {
			world{args: []string{"--special-client-id-file=id"}, vars: special, files: files}, [4]string{2: `id of file / "'`},
		},
		"special by its secret alone": {world{vars: map[string]string{
			"AUTHCONFORM_SPECIAL_CLIENT_ID": "plain", "AUTHCONFORM_SPECIAL_CLIENT_SECRET": "a+b",
		}}, [4]string{2: "plain / a+b"}},
		"the client that asks may be special": {world{vars: map[string]string{
			clientIDVariable: "a:b", "AUTHCONFORM_SPECIAL_CLIENT_ID": "a:b", "AUTHCONFORM_SPECIAL_CLIENT_SECRET": "c",
		}}, [4]string{2: "a:b / c"}},
		"the other one may be special": {world{vars: map[string]string{
			"AUTHCONFORM_OTHER_CLIENT_ID": "a:b", "AUTHCONFORM_OTHER_CLIENT_SECRET": "c",
			"AUTHCONFORM_SPECIAL_CLIENT_ID": "a:b", "AUTHCONFORM_SPECIAL_CLIENT_SECRET": "c",
		}}, [4]string{2: "a:b / c", 3: "a:b / c"}},
	} {
		t.Run(name, func(t *testing.T) {
			c.args, c.vars = append(c.args, "--env=staging"), withClient(c.vars)
			target, err := c.describe(t)
			if err != nil {
				t.Fatal(err)
			}
			if got := shownClients(target.Clients); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if target.Client.Secret != "some-secret" {
				t.Error("the client that asks is another one")
			}
		})
	}
}

func TestClientErrors(t *testing.T) {
	for name, c := range map[string]struct {
		world
		want string
	}{
		"no secret": {
			world{vars: map[string]string{"AUTHCONFORM_UNAUTHORIZED_CLIENT_ID": "hunter2"}},
			"AUTHCONFORM_UNAUTHORIZED_CLIENT_SECRET: the unauthorized client's secret is missing: set this variable, " +
				"or name a file that holds it with --unauthorized-client-secret-file (in authconform.yaml: unauthorized-client-secret-file)",
		},
		"no id": {
			world{files: map[string]string{defaultConfig: "invalid-grant-client-secret-file: s\n", "s": "hunter2\n"}},
			"AUTHCONFORM_INVALID_GRANT_CLIENT_ID: the invalid-grant client's id is missing: set this variable, " +
				"or name a file that holds it with --invalid-grant-client-id-file (in authconform.yaml: invalid-grant-client-id-file)",
		},
		"no id, and the secret is wrong": {
			world{vars: map[string]string{"AUTHCONFORM_SPECIAL_CLIENT_SECRET": ""}},
			"AUTHCONFORM_SPECIAL_CLIENT_ID: the special client's id is missing: set this variable, " +
				"or name a file that holds it with --special-client-id-file (in authconform.yaml: special-client-id-file)\n" +
				"AUTHCONFORM_SPECIAL_CLIENT_SECRET: the special client's secret is empty",
		},
		"a file that is not there": {
			world{args: []string{"--special-client-id-file=none"}, vars: map[string]string{"AUTHCONFORM_SPECIAL_CLIENT_SECRET": "hunter2"}},
			"--special-client-id-file: cannot read the file of the special client's id: no such file or directory",
		},
		"variable and file": {
			world{vars: map[string]string{
				"AUTHCONFORM_SPECIAL_CLIENT_ID": "a:", "AUTHCONFORM_SPECIAL_CLIENT_SECRET": "hunter2", "AUTHCONFORM_SPECIAL_CLIENT_SECRET_FILE": "x",
			}},
			"AUTHCONFORM_SPECIAL_CLIENT_SECRET: contradicts AUTHCONFORM_SPECIAL_CLIENT_SECRET_FILE: give one of them",
		},
		"not special": {
			world{vars: map[string]string{"AUTHCONFORM_SPECIAL_CLIENT_ID": "hunter-2", "AUTHCONFORM_SPECIAL_CLIENT_SECRET": "hunter_2"}},
			"AUTHCONFORM_SPECIAL_CLIENT_ID: neither the id nor the secret of the special client holds a character that form-encoding changes: give one that does",
		},
		"the client that asks": {
			world{vars: map[string]string{"AUTHCONFORM_INVALID_GRANT_CLIENT_ID": "some-client", "AUTHCONFORM_INVALID_GRANT_CLIENT_SECRET": "x"}},
			"AUTHCONFORM_INVALID_GRANT_CLIENT_ID: the invalid-grant client is given as another client too: each has an answer of its own",
		},
		"the other client is none": {
			world{args: []string{"--other-client-id-file=id"}, vars: map[string]string{"AUTHCONFORM_OTHER_CLIENT_SECRET": "hunter2"}, files: map[string]string{"id": "some-client\n"}},
			"--other-client-id-file: the other client is the client that asks: give a second one that the target knows",
		},
		"the other client gets nothing": {
			world{vars: map[string]string{
				"AUTHCONFORM_OTHER_CLIENT_ID": "hunter2", "AUTHCONFORM_OTHER_CLIENT_SECRET": "x",
				"AUTHCONFORM_UNAUTHORIZED_CLIENT_ID": "hunter2", "AUTHCONFORM_UNAUTHORIZED_CLIENT_SECRET": "x",
			}},
			"AUTHCONFORM_UNAUTHORIZED_CLIENT_ID: the unauthorized client is given as another client too: each has an answer of its own",
		},
		"half of the other client": {
			world{vars: map[string]string{"AUTHCONFORM_OTHER_CLIENT_ID": "hunter2"}},
			"AUTHCONFORM_OTHER_CLIENT_SECRET: the other client's secret is missing: set this variable, " +
				"or name a file that holds it with --other-client-secret-file (in authconform.yaml: other-client-secret-file)",
		},
		"two in one": {
			world{args: []string{"--special-client-id-file=id"}, vars: map[string]string{
				"AUTHCONFORM_UNAUTHORIZED_CLIENT_ID": "hunter:2", "AUTHCONFORM_UNAUTHORIZED_CLIENT_SECRET": "x", "AUTHCONFORM_SPECIAL_CLIENT_SECRET": "y",
			}, files: map[string]string{"id": "hunter:2"}},
			"--special-client-id-file: the special client is given as another client too: each has an answer of its own",
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.args, c.vars = append(c.args, "--env=staging"), withClient(c.vars)
			_, err := c.describe(t)
			wantError(t, err, c.want)
		})
	}
}
