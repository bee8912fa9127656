package target

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/authconform/authconform/openapi"
)

// Target validates what the user said and reads the files it names. All problems are reported at once, each
// an ErrConfiguration, and none holds a credential. Nothing is sent and no name is resolved.
func (o *Options) Target(c *openapi.Contract) (*Target, error) { return o.describe(loaded{c}) }

func (o *Options) describe(c contract) (*Target, error) {
	t := o.unaddressed()
	problems := o.limits()
	problems = append(problems, o.addresses(t, c)...)
	problems = append(problems, o.credentials(t, c)...)
	problems = append(problems, o.user(t, c)...)
	problems = append(problems, o.givens(t, c)...)
	problems = append(problems, o.scope())
	problems = append(problems, o.resource(t)...)
	problems = append(problems, o.revocation(t)...)
	problems = append(problems, o.transport(t)...)
	problems = append(problems, o.connections(t)...)
	problems = append(problems, o.proxies(t)...)
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return t, nil
}

// unaddressed gives what does not depend on who is asked.
func (o *Options) unaddressed() *Target {
	return &Target{
		Scope: o.Scope, Timeout: o.Timeout, Tries: o.Retries + 1, Concurrency: o.Concurrency,
		Profile: o.Profile, MaxWait: o.MaxWait, Burst: o.Burst,
		AllowSecretInURL: o.AllowSecretInURL, AllowSecretOverHTTP: o.AllowSecretOverHTTP,
	}
}

// limits holds the settings of a run against their bounds.
func (o *Options) limits() []error {
	var problems []error
	hold := func(name string, good bool, wants string) {
		if !good {
			problems = append(problems, problemf(o.where(name), "%s", wants))
		}
	}
	hold(timeoutFlag, o.Timeout > 0 && o.Timeout <= MaxTimeout, fmt.Sprintf("wanted more than 0s and at most %.0fm", MaxTimeout.Minutes()))
	hold(concurrencyFlag, o.Concurrency >= 1 && o.Concurrency <= MaxConcurrency, wantConcurrency())
	hold(profileFlag, o.Profile == CoreProfile || o.Profile == FullProfile, wantProfile)
	hold(maxWaitFlag, o.MaxWait >= 0 && o.MaxWait <= MaxMaxWait, wantMaxWait())
	hold(burstFlag, o.Burst == 0 || o.Burst >= MinBurst && o.Burst <= MaxBurst, wantBurst())
	hold(retriesFlag, o.Retries >= 0 && o.Retries <= MaxRetries, wantRetries())
	if o.Verbose && o.Quiet {
		problems = append(problems, problemf(o.where("verbose"), "contradicts %s: give one of them", o.where("quiet")))
	}
	if len(problems) == 0 && o.Profile == CoreProfile && o.layer(maxWaitFlag) == byFlag {
		problems = append(problems, idle(maxWaitFlag, "--"+profileFlag+" "+FullProfile))
	}
	return problems
}

// idle is the mistake of a flag that does nothing without others. A variable and a file may stand there for other runs as well.
func idle(name string, without ...string) error {
	return problemf("--"+name, "does nothing without %s: give that too, or leave it out", strings.Join(without, " and "))
}

func wantRetries() string { return fmt.Sprintf("wanted 0 to %d", MaxRetries) }

const wantProfile = "wanted " + CoreProfile + " or " + FullProfile

func wantConcurrency() string { return fmt.Sprintf("wanted 1 to %d", MaxConcurrency) }

func wantMaxWait() string {
	return fmt.Sprintf("wanted a duration from 0s to %.0fh, such as 15m", MaxMaxWait.Hours())
}

func wantBurst() string { return fmt.Sprintf("wanted %d to %d, or 0 for none", MinBurst, MaxBurst) }

// scope holds the scope against its grammar (RFC 6749, section 3.3).
func (o *Options) scope() error {
	if o.Scope == "" {
		return nil
	}
	for token := range strings.SplitSeq(o.Scope, " ") {
		if token == "" || strings.ContainsFunc(token, notInScope) {
			return problemf(o.where(scopeFlag), "wanted scopes separated by single spaces, of visible ASCII without \" and \\")
		}
	}
	return nil
}

func notInScope(r rune) bool { return r < 0x21 || r > 0x7e || r == '"' || r == '\\' }

// shownInPlace stands for a text that does not show.
const shownInPlace = "‹given›"

// Shown gives the settings as they may be published, by flag name: what a run was told to do. Numbers, durations,
// switches and a few texts that can hold no secret show; of every other text it shows only that it was
// given, for people put secrets in commands, headers and the names of files. It answers after Resolve.
func (o *Options) Shown() map[string]any {
	plain := []string{environmentFlag, profileFlag, methodFlag, "clause"}
	shown := map[string]any{}
	for _, s := range o.settings() {
		switch value := s.into.(type) {
		case *bool:
			shown[s.name] = *value
		case *int:
			shown[s.name] = *value
		case *time.Duration:
			shown[s.name] = value.String()
		case *string:
			shown[s.name] = shownText(s.name, *value, slices.Contains(plain, s.name))
		case *[]string:
			texts := []string{}
			for _, text := range *value {
				texts = append(texts, shownText(s.name, text, slices.Contains(plain, s.name)))
			}
			shown[s.name] = texts
		}
	}
	return shown
}

func shownText(name, text string, plain bool) string {
	switch {
	case name == contractFlag:
		return filepath.Base(text) // no path of the machine
	case plain || text == "":
		return text
	}
	return shownInPlace
}
