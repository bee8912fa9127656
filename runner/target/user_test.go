package target

import (
	"slices"
	"testing"

	"github.com/authconform/authconform/suites/probe"
)

func TestUser(t *testing.T) {
	const odd = ` pä:ss&word=%41+"'\\ `
	files := map[string]string{"name": "someone@example.com\n", "word": "word-of-file\r\n"}
	for name, c := range map[string]struct {
		world
		want probe.Credentials
	}{
		"the environment": {world{}, probe.Credentials{ID: "some-user", Secret: "some-password"}},
		"any characters":  {world{vars: map[string]string{passwordVariable: odd}}, probe.Credentials{ID: "some-user", Secret: odd}},
		"files by flag": {
			world{args: []string{"--username-file=name", "--password-file=word"}, files: files}, probe.Credentials{ID: "someone@example.com", Secret: "word-of-file"},
		},
		"one from each": {
			world{args: []string{"--password-file=word"}, files: files}, probe.Credentials{ID: "some-user", Secret: "word-of-file"},
		},
		"the environment beats the file": {
			world{files: map[string]string{defaultConfig: "password-file: word\n", "word": "x"}}, probe.Credentials{ID: "some-user", Secret: "some-password"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.args, c.vars = append(c.args, "--env=staging"), withUser(c.vars)
			target, err := c.describeFor(t, standIn{user: true})
			if err != nil {
				t.Fatal(err)
			}
			if *target.User != c.want {
				t.Errorf("got %q %q", target.User.ID, target.User.Secret)
			}
		})
	}
}

// Where a user is needed and none is given, that is told together with all else that is wrong.
func TestUserErrors(t *testing.T) {
	const (
		noName = "AUTHCONFORM_USERNAME: the user name is missing: set this variable, or name a file that holds it with --username-file " +
			"(in authconform.yaml: username-file)"
		noPassword = "AUTHCONFORM_PASSWORD: the user's password is missing: set this variable, or name a file that holds it with --password-file " +
			"(in authconform.yaml: password-file)"
	)
	for name, c := range map[string]struct {
		world
		want string
	}{
		"none": {
			world{args: []string{"--env=hunter2", "--burst=1"}, vars: withClient(nil)},
			"--burst: wanted 2 to 2000, or 0 for none\n" +
				"--env: unknown environment; the contract names staging, sandbox, production, relative\n" + noName + "\n" + noPassword,
		},
		"no name":     {world{vars: withClient(map[string]string{passwordVariable: "hunter2"})}, noName},
		"no password": {world{vars: withClient(map[string]string{usernameVariable: "hunter2"})}, noPassword},
		"empty":       {world{vars: withUser(map[string]string{passwordVariable: ""})}, "AUTHCONFORM_PASSWORD: the user's password is empty"},
		"two lines": {
			world{vars: withUser(nil), args: []string{"--password-file=word"}, files: map[string]string{"word": "hunter2\nx\n"}},
			"--password-file: the user's password in the file holds a line break: give one line",
		},
		"variable and file": {
			world{vars: withUser(map[string]string{"AUTHCONFORM_PASSWORD_FILE": "word"})},
			"AUTHCONFORM_PASSWORD: contradicts AUTHCONFORM_PASSWORD_FILE: give one of them",
		},
		"no such file, perhaps the name itself": {
			world{vars: withUser(nil), args: []string{"--username-file=hunter2"}},
			"--username-file: cannot read the file of the user name: no such file or directory",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if !slices.Contains(c.args, "--env=hunter2") {
				c.args = append([]string{"--env=staging"}, c.args...)
			}
			_, err := c.describeFor(t, standIn{user: true})
			wantError(t, err, c.want)
		})
	}
}

// A contract without users takes no file of one. Variables may stand there for every run, whatever they hold.
func TestNoUser(t *testing.T) {
	const text = ": the contract asks for no user: leave it out"
	for name, c := range map[string]struct {
		world
		want string
	}{
		"variables":       {world{vars: map[string]string{usernameVariable: "", passwordVariable: "half"}}, ""},
		"files, variable": {world{vars: map[string]string{"AUTHCONFORM_PASSWORD_FILE": "none"}}, ""},
		"flags": {
			world{args: []string{"--username-file=none", "--password-file=none"}}, "--username-file" + text + "\n--password-file" + text,
		},
		"the file": {world{files: map[string]string{defaultConfig: "password-file: none\n"}}, "authconform.yaml:1: password-file" + text},
	} {
		t.Run(name, func(t *testing.T) {
			c.args, c.vars = append(c.args, "--env=staging"), withClient(c.vars)
			target, err := c.describe(t)
			if c.want != "" {
				wantError(t, err, c.want)
				return
			}
			if err != nil || target.User != nil {
				t.Errorf("user %v, error %v", target, err)
			}
		})
	}
}
