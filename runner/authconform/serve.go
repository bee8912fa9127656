package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/file"
	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/reports/output"
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
	ref       string // the contract, as it was named
	contract  *openapi.Contract
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

CONTRACT is one that is built in, or the file of an OpenAPI document: a target is made of the document and the
facts beside it then, which answers what they document.

With --deviate it serves a target that deviates, or another one that selftest tries (see authconform list
deviations, variants and nulls), and says which clauses have to find it.`,
		Example: `  authconform serve prioticket --ca-file ca.pem
  authconform serve prioticket --address 127.0.0.1:8443 --plain-address 127.0.0.1:8080
  authconform serve prioticket --deviate challenge-missing
  authconform serve contracts/tickets.yaml --deviate token-missing`,
		Args: usage.Takes{What: "a CONTRACT, " + usage.OneOf(targets.Contracts()) + ", or the file of an OpenAPI document", Such: "serve prioticket", Min: 1, Max: 1}.Args,
	}
	flags := serve.Flags()
	flags.StringVar(&s.config.Address, "address", "127.0.0.1:0", "`HOST:PORT` to listen on for HTTPS; port 0 is any free one")
	flags.StringVar(&s.config.PlainAddress, "plain-address", "127.0.0.1:0", "`HOST:PORT` to listen on for plain HTTP")
	flags.DurationVar(&s.config.Lifetime, "lifetime", time.Hour, "`DURATION` that tokens live")
	flags.StringVar(&s.authority, "ca-file", "authconform-ca.pem", "`FILE` to write the certificate authority to")
	flags.StringVar(&s.deviate, "deviate", "", "`NAME` of the deviation, variant or null target to serve")
	serve.RunE = func(cmd *cobra.Command, args []string) error {
		s.ref = args[0]
		return s.serve(cmd.Context(), flags.Changed("lifetime"))
	}
	return serve
}

func (s serving) serve(ctx context.Context, lifetimeGiven bool) error {
	if s.config.Lifetime < time.Second {
		return fmt.Errorf("--lifetime: wanted a second or more, such as 1h, found %s: tokens live whole seconds", s.config.Lifetime)
	}
	if err := checkAuthority(s.authority); err != nil {
		return err
	}
	contract, err := openapi.Load(s.ref)
	if err != nil {
		return err
	}
	s.contract = contract
	server, trial, err := s.begin(ctx, contract, lifetimeGiven)
	if err != nil {
		return err
	}
	revoked := ""
	if trial.Effort == fault.Full {
		revoked = withdrawn(ctx, server, operationOf(contract, trial))
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

// maxAuthority bounds what is read of a file that is to be overwritten.
const maxAuthority = 64 << 10

// checkAuthority keeps what serve did not write from being overwritten: an authority of its own is made anew at each start.
func checkAuthority(name string) error {
	data, err := file.Read(name, maxAuthority)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if block, rest := pem.Decode(data); err == nil && block != nil && len(bytes.TrimSpace(rest)) == 0 {
		if certificate, err := x509.ParseCertificate(block.Bytes); err == nil && certificate.Subject.CommonName == reference.Authority {
			return nil
		}
	}
	return fmt.Errorf("--ca-file: %s is there, and is no authority that serve wrote: name another file, or take it away", name)
}

// servedLife is how long tokens live that a run has to see expire: longer than all else takes where the machine is busy, and
// within what the printed recipe waits.
const servedLife = 10 * time.Second

// begin starts the server.
func (s serving) begin(ctx context.Context, contract *openapi.Contract, lifetimeGiven bool) (*reference.Server, selftest.Target, error) {
	trial := selftest.Target{Trial: matrix.Trial{Sentence: "keeps its contract"}, Contract: contract.Name}
	var err error
	if s.config.Policy, err = targets.For(contract); err != nil {
		return nil, trial, err
	}
	if s.deviate != "" {
		if trial, err = selftest.Find(s.ref, s.deviate); err != nil {
			return nil, trial, fmt.Errorf("--deviate: %w", err)
		}
		if trial.Effort == fault.Patient && !lifetimeGiven {
			s.config.Lifetime = servedLife // or nobody would wait for what it does
		}
		s.config = trial.Apply(s.config)
	}
	server, err := targets.Start(ctx, s.config)
	if err != nil {
		return nil, trial, fmt.Errorf("start the reference target: %w", err)
	}
	return server, trial, nil
}

// withdrawn fetches a token and uses it as a client does, and revokes it: for a run that cannot reach into the server, whose
// target may remember whom it served. "" when the target gives none.
func withdrawn(ctx context.Context, server *reference.Server, contract *openapi.Contract) string {
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
	use.Header.Set("Authorization", cmp.Or(contract.Facts.Tokens.Scheme, "Bearer")+" "+token)
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

// operationOf is the token operation that a trial is about; the first where it is about all of them.
func operationOf(contract *openapi.Contract, trial selftest.Target) *openapi.Contract {
	for _, operation := range contract.Operations() {
		if operation.Operation != "" && strings.HasSuffix(trial.Name, "."+operation.Operation) {
			return operation
		}
	}
	return contract.Operations()[0]
}

// fetched gives a token for the documented request.
func fetched(ctx context.Context, transport *http.Transport, server *reference.Server, contract *openapi.Contract) (string, error) {
	base, err := url.Parse(server.BaseURL)
	if err != nil {
		return "", err
	}
	client := probe.Credentials{ID: server.ClientID, Secret: server.ClientSecret}
	user := probe.Credentials{ID: server.Username, Secret: server.Password}
	values := probe.Values{Client: client, User: user, Given: alwaysSent(contract)}
	asked, err := probe.Documented(contract, values).Render(*base.JoinPath(values.TokenPath(contract)))
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
	var members any
	err = json.NewDecoder(answer.Body).Decode(&members)
	token, _ := wire.At(members, contract.Layout().Place(wire.AccessToken))
	text, _ := token.(string)
	return text, err
}

// alwaysSent are values for what a contract's requests always have: the target takes any.
func alwaysSent(contract *openapi.Contract) map[string]any {
	values := map[string]any{}
	for _, g := range contract.Givens() {
		values[g.Key] = cmp.Or[any](g.Literal, anyValue)
	}
	return values
}

// anyValue stands for a value that is given from outside.
const anyValue = "authconform"
