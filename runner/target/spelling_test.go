package target

import "testing"

// What should have been replaced by a value, and was not, is told before anything else comes of it; a shell's command keeps it.
func TestVariablesLeft(t *testing.T) {
	const why = ", the name of a variable in the place of its value: single quotes and files keep it as it is"
	for name, c := range map[string]struct {
		world
		want string
	}{
		"flag":        {world{args: []string{"--base-url=https://${HOST}/v1"}}, "--base-url: holds ${HOST}" + why},
		"variable":    {world{vars: map[string]string{"AUTHCONFORM_SCOPE": "${SCOPE}"}}, "AUTHCONFORM_SCOPE: holds ${SCOPE}" + why},
		"file":        {world{files: map[string]string{"authconform.yaml": "env: '${STAGE}'\n"}}, "authconform.yaml:1: env: holds ${STAGE}" + why},
		"list":        {world{args: []string{"--clause=a", "--clause=${B}"}}, "--clause: holds ${B}" + why},
		"for a shell": {world{args: []string{"--revoke-command=revoke ${TOKEN}"}}, ""},
		"no name":     {world{args: []string{"--resource-path=/a$b${}"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, dir, err := c.resolve(t)
			if c.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			wantError(t, &relative{err, dir}, c.want)
		})
	}
}

func TestSecretFlag(t *testing.T) {
	for name, want := range map[string]string{
		"client-secret": "secrets are given by no flag, for others see arguments: set AUTHCONFORM_CLIENT_SECRET, or name a file that holds it with --client-secret-file",
		"password":      "secrets are given by no flag, for others see arguments: set AUTHCONFORM_PASSWORD, or name a file that holds it with --password-file",
		"client_id":     "credentials are given by no flag, for others see arguments: set AUTHCONFORM_CLIENT_ID, or name a file that holds it with --client-id-file",
		"strict":        "",
	} {
		if got := SecretFlag(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
