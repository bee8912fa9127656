package main

import (
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/reports/attest"
	"github.com/authconform/authconform/reports/output"
	"github.com/authconform/authconform/runner/usage"
)

func certificateCommand(t console) *cobra.Command {
	var v verification
	var keyFile, format, out string
	certificate := &cobra.Command{
		Use:   "certificate DIR --key PUB",
		Short: "Make a page about a signed run, for whoever has to file it",
		Long: `certificate verifies the signed run in a directory, as verify does, and tells on one page who was asked by
whom and when, against which contract, whether everything was asked, what came of it, the digest of every
file, the fingerprint of the key, and how to verify all of it. Where anything does not hold it makes no
page, and tells what verify tells.

Exit codes: 0 the page is made, 1 something does not hold, 2 usage error or unreadable file.`,
		Example: `  authconform certificate reports --key ci.pub
  authconform certificate reports --key ci.pub --out certificate.html`,
		Args: usage.Takes{What: "one DIR, that of a signed run", Such: "certificate reports --key ci.pub", Min: 1, Max: 1}.Args,
		RunE: func(_ *cobra.Command, args []string) error {
			if format == "" && out != "" {
				format = "html"
			}
			if format != "" {
				if err := checkFormat(format, formatText, "html"); err != nil {
					return err
				}
			}
			v.file = filepath.Join(args[0], attest.File)
			found, err := v.checkWith(keyFile)
			if err != nil {
				return err
			}
			return tellCertificate(t, found, format, out)
		},
	}
	v.bind(certificate, &keyFile)
	certificate.Flags().StringVar(&format, "format", "", "`FORMAT` of the page: text, html (default: html with --out, else text)")
	certificate.Flags().StringVar(&out, "out", "", "`FILE` to write it to instead of the terminal")
	return certificate
}

// tellCertificate writes the page, or tells why there is none.
func tellCertificate(t console, found attest.Verification, format, out string) error {
	certificate, err := attest.NewCertificate(found, time.Now(), program)
	if err != nil {
		return tellVerification(t, found, "text", "")
	}
	write := func(w io.Writer) error {
		if format == "html" {
			return certificate.WriteHTML(w)
		}
		if out != "" {
			return certificate.WriteText(w, 0)
		}
		return certificate.WriteText(w, columns(t.out))
	}
	if out != "" {
		return output.WriteFile(out, write)
	}
	return write(t.out)
}
