package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/runner/reference"
)

func serveCommand(t terminal) *cobra.Command {
	var config reference.Config
	var authority string
	serve := &cobra.Command{
		Use:   "serve CONTRACT",
		Short: "Serve the reference target of a contract until interrupted",
		Long: `serve starts the reference target, which keeps the contract, as a server: over TLS with a certificate
made at start, and with a plain-HTTP listener that rejects every request. It prints the client id
and the secret that it accepts; they are made up anew each time.`,
		Example: `  authconform serve prioticket --ca-file ca.pem
  authconform serve prioticket --address 127.0.0.1:8443 --plain-address 127.0.0.1:8080`,
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs: []string{"prioticket"},
	}
	flags := serve.Flags()
	flags.StringVar(&config.Address, "address", "127.0.0.1:0", "`HOST:PORT` to listen on for HTTPS; port 0 is any free one")
	flags.StringVar(&config.PlainAddress, "plain-address", "127.0.0.1:0", "`HOST:PORT` to listen on for plain HTTP")
	flags.DurationVar(&config.Lifetime, "lifetime", time.Hour, "`DURATION` that tokens live")
	flags.StringVar(&authority, "ca-file", "authconform-ca.pem", "`FILE` to write the certificate authority to")
	serve.RunE = func(cmd *cobra.Command, _ []string) error {
		server, err := reference.Start(cmd.Context(), config)
		if err != nil {
			return fmt.Errorf("start the reference target: %w", err)
		}
		err = reports.WriteFile(authority, func(w io.Writer) error {
			_, err := w.Write(server.CA)
			return err
		})
		if err == nil {
			err = introduce(t.out, server, authority)
		}
		if err == nil {
			<-cmd.Context().Done()
		}
		if closing := server.Close(); err == nil {
			err = closing
		}
		return err
	}
	return serve
}

// introduce prints what somebody needs who wants to ask the server. Its secret is made up and guards nothing.
func introduce(out *os.File, server *reference.Server, authority string) error {
	_, err := fmt.Fprintf(out, `Serving the prioticket contract until interrupted.

  base URL       %s
  plain URL      %s
  client id      %s
  client secret  %s
  scope          %s
  authority      %s

Ask it from another terminal:

  export AUTHCONFORM_CLIENT_ID=%s
  export AUTHCONFORM_CLIENT_SECRET=%s
  authconform run --ca-cert %s \
    --base-url %s \
    --plain-url %s
`, server.BaseURL, server.PlainURL, server.ClientID, server.ClientSecret, server.Scope, authority,
		server.ClientID, server.ClientSecret, authority, server.BaseURL, server.PlainURL)
	return err
}
