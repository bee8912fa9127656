package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/reports/output"
	"github.com/authconform/authconform/runner/lists"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/runner/selftest"
	"github.com/authconform/authconform/runner/usage"
	"github.com/authconform/authconform/suites/probe"
)

// serving is one server of the command.
type serving struct {
	console
	config    reference.Config
	authority string
	deviate   string
}

func serveCommand(t console) *cobra.Command {
	s := serving{console: t}
	serve := &cobra.Command{
		Use:   "serve CONTRACT",
		Short: "Serve the reference target of a contract until interrupted",
		Long: `serve starts the reference target, which keeps the contract, as a server: over TLS with a certificate
made at start, and with a plain-HTTP listener that rejects every request. It prints the credentials
that it accepts; they are made up anew each time.

With --deviate it serves a target that deviates, or another one that selftest tries (see authconform list
deviations, variants and nulls), and says which clauses have to find it.`,
		Example: `  authconform serve prioticket --ca-file ca.pem
  authconform serve prioticket --address 127.0.0.1:8443 --plain-address 127.0.0.1:8080
  authconform serve prioticket --deviate challenge-missing
  authconform serve ticketpark`,
		Args:      usage.Takes{What: "a CONTRACT", Such: "serve prioticket", Min: 1, Max: 1, Words: targets.Contracts()}.Args,
		ValidArgs: targets.Contracts(),
	}
	flags := serve.Flags()
	flags.StringVar(&s.config.Address, "address", "127.0.0.1:0", "`HOST:PORT` to listen on for HTTPS; port 0 is any free one")
	flags.StringVar(&s.config.PlainAddress, "plain-address", "127.0.0.1:0", "`HOST:PORT` to listen on for plain HTTP")
	flags.DurationVar(&s.config.Lifetime, "lifetime", time.Hour, "`DURATION` that tokens live")
	flags.StringVar(&s.authority, "ca-file", "authconform-ca.pem", "`FILE` to write the certificate authority to")
	flags.StringVar(&s.deviate, "deviate", "", "`NAME` of the deviation, variant or null target to serve")
	serve.RunE = func(cmd *cobra.Command, args []string) error {
		return s.serve(cmd.Context(), args[0], flags.Changed("lifetime"))
	}
	return serve
}

func (s serving) serve(ctx context.Context, contract string, lifetimeGiven bool) error {
	server, trial, err := s.begin(ctx, contract, lifetimeGiven)
	if err != nil {
		return err
	}
	revoked := ""
	if trial.Effort == fault.Full {
		revoked = withdrawn(ctx, server, contract)
	}
	err = output.WriteFile(s.authority, func(w io.Writer) error {
		_, err := w.Write(server.CA)
		return err
	})
	if err == nil {
		err = s.introduce(server, trial, revoked)
	}
	if err == nil {
		<-ctx.Done()
	}
	return errors.Join(err, server.Close())
}

// begin starts the server.
func (s serving) begin(ctx context.Context, contract string, lifetimeGiven bool) (*reference.Server, selftest.Target, error) {
	trial := selftest.Target{Trial: matrix.Trial{Sentence: "keeps its contract"}, Contract: contract}
	s.config.Contract = contract
	if s.deviate != "" {
		var err error
		if trial, err = selftest.Find(contract, s.deviate); err != nil {
			return nil, trial, fmt.Errorf("--deviate: %w", err)
		}
		if trial.Effort == fault.Patient && !lifetimeGiven {
			s.config.Lifetime = shortLife // or nobody would wait for what it does
		}
		s.config = trial.Apply(s.config)
	}
	server, err := targets.Start(ctx, s.config)
	if err != nil {
		return nil, trial, fmt.Errorf("start the reference target: %w", err)
	}
	return server, trial, nil
}

// recipe are the arguments of a run that sees what the server's target does.
func (s serving) recipe(server *reference.Server, trial selftest.Target) [][]string {
	lines := [][]string{
		{"run", "--contract", trial.Contract, "--ca-cert", s.authority},
		{"--base-url", server.BaseURL},
		{"--plain-url", server.PlainURL},
		{"--resource-path", server.ResourcePath},
	}
	if server.Scope != "" {
		lines = append(lines, []string{"--scope", server.Scope})
	}
	if more := lists.Flags(trial.Effort); more != "" {
		lines = append(lines, strings.Fields(more))
	}
	return lines
}

// withdrawn fetches a token and uses it as a client does, and revokes it: for a run that cannot reach into the server, whose
// target may remember whom it served. "" when the target gives none.
func withdrawn(ctx context.Context, server *reference.Server, contract string) string {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(server.CA)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}
	defer transport.CloseIdleConnections()
	token, err := fetched(ctx, transport, server, contract)
	if err != nil {
		return ""
	}
	use, err := http.NewRequestWithContext(ctx, http.MethodGet, server.BaseURL+server.ResourcePath, http.NoBody)
	if err != nil {
		return ""
	}
	use.Header.Set("Authorization", "Bearer "+token)
	served, err := transport.RoundTrip(use)
	if err != nil {
		return ""
	}
	defer func() { _ = served.Body.Close() }() // whatever it says
	if !server.Revoke(token) {
		return ""
	}
	return token
}

// fetched gives a token for the documented request.
func fetched(ctx context.Context, transport *http.Transport, server *reference.Server, contract string) (string, error) {
	loaded, err := openapi.Load(contract)
	if err != nil {
		return "", err
	}
	base, err := url.Parse(server.BaseURL)
	if err != nil {
		return "", err
	}
	client := probe.Credentials{ID: server.ClientID, Secret: server.ClientSecret}
	user := probe.Credentials{ID: server.Username, Secret: server.Password}
	asked, err := probe.Documented(loaded, probe.Values{Client: client, User: user}).Render(*base.JoinPath(loaded.TokenPath()))
	if err != nil {
		return "", err
	}
	request, err := http.NewRequestWithContext(ctx, asked.Method, asked.URL, bytes.NewReader(asked.Body))
	if err != nil {
		return "", err
	}
	for _, f := range asked.Header {
		request.Header.Add(f.Name, f.Value)
	}
	answer, err := transport.RoundTrip(request)
	if err != nil {
		return "", err
	}
	defer func() { _ = answer.Body.Close() }() // what matters was read
	var members struct {
		Token string `json:"access_token"`
	}
	err = json.NewDecoder(answer.Body).Decode(&members)
	return members.Token, err
}

// introduce prints what somebody needs who wants to ask the server. Its secrets are made up and guard nothing.
func (s serving) introduce(server *reference.Server, trial selftest.Target, revoked string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Serving %s until interrupted.\n%s\n", s.served(trial), expectation(trial))
	for _, shown := range []struct{ title, text string }{
		{"base URL", server.BaseURL},
		{"plain URL", server.PlainURL},
		{"resource path", server.ResourcePath},
		{"client id", server.ClientID},
		{"client secret", server.ClientSecret},
		{"user name", server.Username},
		{"password", server.Password},
		{"scope", server.Scope},
		{"authority", s.authority},
	} {
		if shown.text != "" {
			b.WriteString(row(shown.title, []string{shown.text}))
		}
	}
	var lines []string
	for _, words := range s.recipe(server, trial) {
		for i, word := range words {
			if strings.ContainsAny(word, " '\"$&;()<>|*?#~") {
				words[i] = shellWord(word)
			}
		}
		lines = append(lines, strings.Join(words, " "))
	}
	fmt.Fprintf(&b, "\nAsk it from another terminal:\n\n%s  authconform %s\n", exports(server, revoked), strings.Join(lines, " \\\n    "))
	_, err := io.WriteString(s.out, b.String())
	return err
}

func (s serving) served(trial selftest.Target) string {
	if trial.Name == "" {
		return "the " + trial.Contract + " contract"
	}
	return trial.Name + " (" + string(trial.Kind) + " of " + trial.Contract + ")"
}

// expectation says what the target does that is served in the sound one's place, and what has to come of a run against it.
func expectation(trial selftest.Target) string {
	if trial.Name == "" {
		return ""
	}
	collateral := slices.DeleteFunc(slices.Clone(trial.Stated), func(id string) bool { return id == trial.Clause })
	var rows string
	switch {
	case trial.Kind == matrix.TrialNull:
		rows = "  verdict        nonconformant or inconclusive\n"
	case trial.Clause == "":
		rows = "  verdict        conformant\n" + row("warns", trial.Stated)
	default:
		rows = row("found by", []string{trial.Clause}) + row("and also by", collateral)
	}
	return "\nThe target " + trial.Sentence + ".\n\n" + rows
}

// row names clauses on a line each; nothing without any.
func row(title string, ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	const indent = 17
	return fmt.Sprintf("  %-*s%s\n", indent-2, title, strings.Join(ids, "\n"+strings.Repeat(" ", indent)))
}

// exports are the shell's commands that name the server's clients, and its user.
func exports(server *reference.Server, revoked string) string {
	var b strings.Builder
	for name, value := range variables(server, revoked) {
		fmt.Fprintf(&b, "  export %s=%s\n", name, shellWord(value))
	}
	return b.String()
}

// variables are the environment of a run against the server, in their order.
func variables(server *reference.Server, revoked string) iter.Seq2[string, string] {
	list := []struct{ name, value string }{
		{"CLIENT_ID", server.ClientID},
		{"CLIENT_SECRET", server.ClientSecret},
		{"USERNAME", server.Username},
		{"PASSWORD", server.Password},
		{"UNAUTHORIZED_CLIENT_ID", server.Unauthorized.ID},
		{"UNAUTHORIZED_CLIENT_SECRET", server.Unauthorized.Secret},
		{"INVALID_GRANT_CLIENT_ID", server.InvalidGrant.ID},
		{"INVALID_GRANT_CLIENT_SECRET", server.InvalidGrant.Secret},
		{"SPECIAL_CLIENT_ID", server.Special.ID},
		{"SPECIAL_CLIENT_SECRET", server.Special.Secret},
		{"OTHER_CLIENT_ID", server.Other.ID},
		{"OTHER_CLIENT_SECRET", server.Other.Secret},
		{"REVOKED_TOKEN", revoked},
	}
	return func(yield func(string, string) bool) {
		for _, variable := range list {
			if variable.value != "" && !yield("AUTHCONFORM_"+variable.name, variable.value) {
				return
			}
		}
	}
}

// shellWord makes one word of a text for the shell.
func shellWord(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
