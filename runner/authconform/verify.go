package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/openapi/file"
	"github.com/authconform/authconform/reports/attest"
	"github.com/authconform/authconform/reports/output"
	"github.com/authconform/authconform/runner/usage"
)

func verifyCommand(t console) *cobra.Command {
	var v verification
	var keyFile, format, out string
	verify := &cobra.Command{
		Use:   "verify FILE --key PUB",
		Short: "Check a signed attestation offline, and judge its evidence again",
		Long: `verify checks an attestation that a run with --sign left: the signature, the digest of every file of
the run, and what it says of the run. Then it judges the evidence again, compares the verdict and every
result, and makes the reports again, which have to be the same to the last byte. It says in words what is
proven and what is not, and sends nothing.

Exit codes: 0 everything holds, 1 something does not, 2 usage error or unreadable file.`,
		Example: `  authconform verify reports/attestation.json --key ci.pub
  authconform verify attestation.json --key ci.pub --dir reports --contract api.yaml
  authconform verify reports/attestation.json --key ci.pub --format json --out verification.json`,
		Args: usage.Takes{What: "one FILE, the attestation of a signed run", Such: "verify reports/attestation.json --key ci.pub", Min: 1, Max: 1}.Args,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := checkFormat(format, formatText, formatJSON); err != nil {
				return err
			}
			v.file = args[0]
			found, err := v.checkWith(keyFile)
			if err != nil {
				return err
			}
			return tellVerification(t, found, format, out)
		},
	}
	flags := verify.Flags()
	v.bind(verify, &keyFile)
	flags.StringVar(&v.dir, "dir", "", "`DIR` that holds the files that it binds (default: the attestation's own)")
	flags.StringVar(&format, "format", "text", "`FORMAT` to tell it in: text, json")
	flags.StringVar(&out, "out", "", "`FILE` to write it to instead of the terminal")
	return verify
}

// bind makes the flags that choose what an attestation is held against.
func (v *verification) bind(command *cobra.Command, keyFile *string) {
	flags := command.Flags()
	flags.StringVar(keyFile, "key", "", "PEM `FILE` of the public key that has to have signed it")
	flags.StringVar(&v.contract, "contract", "", "`FILE` of the contract's document (default: the contract of that name that is built in)")
}

// checkWith checks the attestation with the key of a file.
func (v verification) checkWith(keyFile string) (attest.Verification, error) {
	envelope, err := file.Read(v.file, maxEnvelope)
	if err == nil {
		if err = attest.CheckEnvelope(envelope); err != nil {
			err = fmt.Errorf("%s: %w", v.file, err)
		}
	}
	if err != nil {
		return attest.Verification{}, err
	}
	if keyFile == "" {
		return attest.Verification{}, errors.New("--key: wanted the public key that has to have signed it, such as --key ci.pub")
	}
	key, err := readPublicKey(keyFile)
	if err != nil {
		return attest.Verification{}, fmt.Errorf("--key: %w", err)
	}
	return v.check(envelope, key)
}

func readPublicKey(name string) (attest.PublicKey, error) {
	pem, err := file.Read(name, maxKey)
	if err != nil {
		return attest.PublicKey{}, err
	}
	key, err := attest.ReadPublicKey(pem)
	if err != nil {
		return attest.PublicKey{}, fmt.Errorf("%s: %w", name, err)
	}
	return key, nil
}

// tellVerification tells what came of it, and gives the exit code.
func tellVerification(t console, found attest.Verification, format, out string) error {
	write := func(w io.Writer) error {
		switch {
		case format == "json":
			return found.WriteJSON(w)
		case out != "":
			return found.Write(w, 0)
		}
		return found.Write(w, columns(t.out))
	}
	var err error
	if out != "" {
		err = output.WriteFile(out, write)
	} else {
		err = write(t.out)
	}
	if err == nil && !found.Proven() {
		err = &toldError{exitNonconformant}
	}
	return err
}

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
