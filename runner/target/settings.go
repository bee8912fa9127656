package target

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
)

// The settings that more than one file speaks of, by flag name.
const (
	environmentFlag  = "env"
	baseURLFlag      = "base-url"
	embeddedFlag     = "embedded"
	plainURLFlag     = "plain-url"
	caCertFlag       = "ca-cert"
	clientCertFlag   = "client-cert"
	clientKeyFlag    = "client-key"
	idFileFlag       = "client-id-file"
	secretFileFlag   = "client-secret-file"
	scopeFlag        = "scope"
	contractFlag     = "contract"
	timeoutFlag      = "timeout"
	concurrencyFlag  = "concurrency"
	configFlag       = "config"
	outFlag          = "out"
	productionFlag   = "allow-production"
	clearTextFlag    = "allow-secret-over-http"
	secretInURLFlag  = "allow-secret-in-url"
	resourceFlag     = "resource-path"
	methodFlag       = "resource-method"
	headerFlag       = "resource-header"
	profileFlag      = "profile"
	maxWaitFlag      = "max-wait"
	burstFlag        = "burst"
	revokeFlag       = "revoke-command"
	resolveFlag      = "resolve"
	retriesFlag      = "retries"
	clientIDVariable = "AUTHCONFORM_CLIENT_ID"
	secretVariable   = "AUTHCONFORM_CLIENT_SECRET"
)

// setting is one thing that a user can say, under one name in every layer.
type setting struct {
	name  string
	into  any
	usage string
	wants string // what it takes, where its type does not say
	path  bool   // a relative one is relative to where it was written
	aims  bool   // it describes the target, and means nothing without one
	lines bool   // a list whose items may hold commas: in a variable, each has its own line
	grave bool   // it decides who gets secrets, what is a secret, what is asked in the user's name, executed, signed or overwritten
	once  bool   // it says who is asked, and by what: two of them contradict each other
	shell bool   // a shell reads it, and puts in what ${NAME} stands for
}

// settings lists all of them, in the order of their subjects.
func (o *Options) settings() []setting {
	return slices.Concat(o.addressSettings(), o.clientSettings(), o.resourceSettings(), o.lifecycleSettings(), o.runSettings())
}

func (o *Options) addressSettings() []setting {
	return []setting{
		{name: contractFlag, into: &o.Contract, once: true, grave: true, path: true, usage: "`CONTRACT` to hold the target to: " + strings.Join(openapi.Names(), ", ") + ", or the file of an OpenAPI document"},
		{name: environmentFlag, into: &o.Environment, once: true, usage: "`NAME` of the environment to ask, one of those that the contract lists"},
		{name: embeddedFlag, into: &o.Reference, usage: "ask the reference target that is built in (the default where no target is named, but not in CI)"},
		{name: baseURLFlag, into: &o.BaseURL, once: true, grave: true, usage: "`URL` to ask instead: what the contract's paths are appended to"},
		{name: plainURLFlag, into: &o.PlainURL, once: true, grave: true, aims: true, usage: "`URL` of the target over plain HTTP (default: the base URL with scheme http)"},
		{name: caCertFlag, into: &o.CACert, grave: true, path: true, aims: true, usage: "PEM `FILE` of the authorities to trust instead of the system's"},
		{
			name: resolveFlag, into: &o.Connect, grave: true, aims: true,
			usage: "`HOST:PORT:ADDRESS` to connect to in the place of what the name resolves to (repeatable)",
		},
		{name: clientCertFlag, into: &o.ClientCert, grave: true, path: true, aims: true, usage: "PEM `FILE` of the certificate for a target that asks for one (with --client-key)"},
		{name: clientKeyFlag, into: &o.ClientKey, grave: true, path: true, aims: true, usage: "PEM `FILE` of the client certificate's private key"},
	}
}

// clientSettings name the files of every credential there is: a secret itself is no setting.
func (o *Options) clientSettings() []setting {
	list := []setting{{name: scopeFlag, into: &o.Scope, aims: true, usage: "`SCOPE` that is valid for the client (default: the contract's example)"}}
	for _, c := range o.everyCredential() {
		list = append(list, c.setting())
	}
	return list
}

func (o *Options) resourceSettings() []setting {
	return []setting{
		{name: resourceFlag, into: &o.ResourcePath, grave: true, aims: true, usage: "`PATH` of a protected resource to use tokens on, appended to the base URL, also with a query; no secrets"},
		{name: methodFlag, into: &o.ResourceMethod, grave: true, aims: true, usage: "`METHOD` to ask the resource with, again and again"},
		{name: headerFlag, into: &o.ResourceHeaders, grave: true, aims: true, lines: true, usage: "header to send to the resource, as `'NAME: VALUE'`; no secrets (repeatable)"},
	}
}

func (o *Options) lifecycleSettings() []setting {
	return []setting{
		{name: profileFlag, into: &o.Profile, wants: wantProfile, usage: "`PROFILE` to judge: core, or full, which adds the expiry and the revocation of tokens"},
		{
			name: maxWaitFlag, into: &o.MaxWait, wants: wantMaxWait(),
			usage: fmt.Sprintf("`DURATION` that a run with --profile full may wait for tokens to expire, up to %.0fh", MaxMaxWait.Hours()),
		},
		{name: revokeFlag, into: &o.RevokeCommand, shell: true, grave: true, aims: true, usage: "`CMD` for sh -c that revokes the token on its standard input (with --profile full)"},
		{
			name: burstFlag, into: &o.Burst, grave: true, wants: wantBurst(),
			usage: fmt.Sprintf("`NUMBER` of requests to send at once to provoke a 429, %d to %d; never to production", MinBurst, MaxBurst),
		},
	}
}

func (o *Options) runSettings() []setting {
	return []setting{
		{name: productionFlag, into: &o.AllowProduction, grave: true, usage: "ask an environment that the contract describes as production"},
		{name: secretInURLFlag, into: &o.AllowSecretInURL, grave: true, usage: "send the real credentials in a URL, where servers and proxies log them"},
		{name: clearTextFlag, into: &o.AllowSecretOverHTTP, grave: true, usage: "send the real credentials over plain HTTP, where anybody on the way reads them"},
		{name: timeoutFlag, into: &o.Timeout, usage: fmt.Sprintf("`DURATION` that a request may take, up to %.0fm", MaxTimeout.Minutes())},
		{
			name: retriesFlag, into: &o.Retries, wants: wantRetries(),
			usage: fmt.Sprintf("`NUMBER` of times to ask again what met an outage, 0 to %d", MaxRetries),
		},
		{name: concurrencyFlag, into: &o.Concurrency, wants: wantConcurrency(), usage: fmt.Sprintf("`NUMBER` of requests under way at once, 1 to %d", MaxConcurrency)},
		{name: "clause", into: &o.Clauses, usage: "judge only the clauses that match `PATTERN`, such as errors.* (repeatable)"},
		{name: "baseline", into: &o.Baseline, path: true, usage: "YAML `FILE` of the clauses that the target is known to fail"},
		{name: "write-baseline", into: &o.WriteBaseline, grave: true, path: true, usage: "`FILE` to add the clauses to that the target fails, as a baseline to complete; what is in it stays"},
		{name: "strict", into: &o.Strict, usage: "count a deviation from what is recommended as a failure"},
		{name: "complete", into: &o.Whole, usage: "exit with 3 when not everything was asked that can be (see completeness in report.json)"},
		{name: outFlag, into: &o.Out, grave: true, path: true, usage: "`DIR` to write the reports and the evidence to, or " + NoReports + " (default: reports/out/CONTRACT/TARGET/TIME)"},
		{name: "history", into: &o.History, grave: true, path: true, usage: "`FILE` to add a line on the run to, for authconform trend"},
		{name: "sign", into: &o.Sign, grave: true, path: true, usage: "PEM `FILE` of the private key to sign an attestation of the run with"},
		{name: configFlag, into: &o.Config, path: true, usage: "YAML `FILE` to read settings from (default: " + defaultConfig + ", where there is one)"},
		{name: "verbose", into: &o.Verbose, usage: "tell each exchange on standard error as it happens, without secrets"},
		{name: "no-progress", into: &o.NoProgress, usage: "tell progress in plain lines, without a bar"},
		{name: "quiet", into: &o.Quiet, usage: "tell no progress"},
	}
}

// variable is the environment variable of a setting.
func variable(name string) string {
	written := append(make([]byte, 0, len(variablePrefix)+len(name)), variablePrefix...)
	for _, c := range []byte(name) {
		switch {
		case c == '-':
			c = '_'
		case 'a' <= c && c <= 'z':
			c -= 'a' - 'A'
		}
		written = append(written, c)
	}
	return string(written)
}
