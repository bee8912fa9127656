package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/reports/attest"
	"github.com/authconform/authconform/reports/text"
)

func keygenCommand(t console) *cobra.Command {
	var kind, name string
	keygen := &cobra.Command{
		Use:   "keygen --out NAME",
		Short: "Make a pair of keys to sign runs with",
		Long: `keygen writes a private key to NAME.key, which nobody but you can read, and its public key to
NAME.pub, for those who verify. It overwrites neither. Keys of openssl do as well: Ed25519
or ECDSA P-256, in PEM (PKCS#8).`,
		Example: `  authconform keygen --out ci
  authconform run --env staging --out reports --sign ci.key
  authconform verify reports/attestation.json --key ci.pub`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return generate(t, kind, name) },
	}
	keygen.Flags().StringVar(&kind, "type", attest.Ed25519Key, "`TYPE` of key: "+attest.Ed25519Key+" or "+attest.P256Key)
	keygen.Flags().StringVar(&name, "out", "", "`NAME` of the two files, without .key and .pub")
	return keygen
}

func generate(t console, kind, name string) error {
	if name == "" {
		return errors.New("--out: wanted a name for the two files, such as --out ci")
	}
	key, err := attest.NewSigningKey(kind)
	if err != nil {
		return fmt.Errorf("--type: %w", err)
	}
	private, err := key.PEM()
	if err != nil {
		return err
	}
	const secret, public = 0o600, 0o666 // less what the umask takes
	if err := createKey(name+".key", private, secret); err != nil {
		return err
	}
	if err := createKey(name+".pub", key.Public().PEM(), public); err != nil {
		return errors.Join(err, os.Remove(name+".key")) // a private key alone would be in the way of the next attempt
	}
	_, err = fmt.Fprintf(t.out, "%s.key signs: keep it to yourself.\n%s.pub verifies: %s\n",
		text.Printable(name), text.Printable(name), key.Public())
	return err
}

// create writes a file that must not be there yet, and leaves none behind when it cannot.
func createKey(name string, data []byte, mode os.FileMode) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s: wanted a new file, found one: it is not overwritten, choose another name", name)
	}
	if err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return errors.Join(fmt.Errorf("writing %s: %w", name, err), os.Remove(name))
	}
	return nil
}
