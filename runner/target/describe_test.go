package target

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestLifecycle(t *testing.T) {
	for name, c := range map[string]struct {
		args    []string
		profile string
		wait    time.Duration
		burst   int
	}{
		"defaults":   {nil, CoreProfile, DefaultMaxWait, 0},
		"full":       {[]string{"--profile=full", "--max-wait=24h", "--burst=2000"}, FullProfile, MaxMaxWait, MaxBurst},
		"no waiting": {[]string{"--profile=full", "--max-wait=0", "--burst=2"}, FullProfile, 0, MinBurst},
		"taken back": {[]string{"--profile=core", "--burst=0"}, CoreProfile, DefaultMaxWait, 0},
	} {
		t.Run(name, func(t *testing.T) {
			target, err := world{args: append(c.args, "--env=staging"), vars: withClient(nil)}.describe(t)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]any{c.profile, c.wait, c.burst}, []any{target.Profile, target.MaxWait, target.Burst}); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestLimitErrors(t *testing.T) {
	for arg, want := range map[string]string{
		"--profile=hunter2": "--profile: wanted core or full",
		"--profile=FULL":    "--profile: wanted core or full",
		"--max-wait=-1s":    "--max-wait: wanted a duration from 0s to 24h, such as 15m",
		"--max-wait=24h1s":  "--max-wait: wanted a duration from 0s to 24h, such as 15m",
		"--burst=1":         "--burst: wanted 2 to 2000, or 0 for none",
		"--burst=-2":        "--burst: wanted 2 to 2000, or 0 for none",
		"--burst=2001":      "--burst: wanted 2 to 2000, or 0 for none",
	} {
		_, err := world{args: []string{arg, "--env=staging"}, vars: withClient(nil)}.describe(t)
		wantError(t, err, want)
	}
}

// Nothing allows a burst against production, however it is named and whoever asks for the burst.
func TestNoBurstAgainstProduction(t *testing.T) {
	const refused = ": the contract describes the target as production, and nothing allows a burst there: leave it out"
	for name, c := range map[string]struct {
		world
		want string
	}{
		"by name":           {world{args: []string{"--env=production", "--burst=2", "--allow-production"}}, "--burst" + refused},
		"by address":        {world{args: []string{"--base-url=https://LIVE.example.com.:8443/x", "--burst=2", "--allow-production"}}, "--burst" + refused},
		"by variable":       {world{args: []string{"--env=production", "--allow-production"}, vars: map[string]string{"AUTHCONFORM_BURST": "9"}}, "AUTHCONFORM_BURST" + refused},
		"by file":           {world{args: []string{"--env=production", "--allow-production"}, files: map[string]string{defaultConfig: "burst: 9\n"}}, "authconform.yaml:1: burst" + refused},
		"production at all": {world{args: []string{"--env=production", "--burst=2"}}, "--env: the contract describes it as production: ask another, or give --allow-production\n--burst" + refused},
	} {
		t.Run(name, func(t *testing.T) {
			c.vars = withClient(c.vars)
			_, err := c.describe(t)
			wantError(t, err, c.want)
		})
	}
}
