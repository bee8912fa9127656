package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"runtime"
	"slices"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/file"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/attest"
	"github.com/authconform/authconform/reports/output"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
)

// maxKey bounds what is read of a key's file.
const maxKey = 64 << 10

// signing is what a run needs to attest to itself.
type signing struct {
	key      attest.SigningKey
	contract *openapi.Contract
	settings map[string]any
}

// newSigning reads the key before anything is sent; nil when nobody wants a signature.
func newSigning(options *target.Options, contract *openapi.Contract) (*signing, error) {
	if options.Sign == "" {
		return nil, nil
	}
	if options.Out == target.NoReports {
		return nil, errors.New("--sign: what is signed are reports, and --out none writes none: name a directory, or leave --out away")
	}
	data, err := file.Read(options.Sign, maxKey)
	if err != nil {
		return nil, fmt.Errorf("--sign: %w", err)
	}
	key, err := attest.ReadSigningKey(data)
	if err != nil {
		return nil, fmt.Errorf("--sign: %s: %w", options.Sign, err)
	}
	return &signing{key: key, contract: contract, settings: options.Shown()}, nil
}

// signs says whether the report of a run is to be signed: one that asked nothing is not.
func (s session) signs(rec evidence.Record) bool { return s.signing != nil && rec.Run.ID != "" }

// attest adds the configuration and the attestation to the files of a run that is to be signed. The attestation binds each of
// them; report.json, which is their last, stays that.
func (s session) attest(report reports.Report, rec evidence.Record, files []output.File) ([]output.File, error) {
	configuration, err := s.signing.configuration(rec.Run)
	if err != nil {
		return nil, err
	}
	made := func(name string, data []byte) output.File {
		return output.File{Name: name, Write: func(w io.Writer) error {
			_, err := w.Write(data)
			return err
		}}
	}
	last := len(files) - 1
	others := append(slices.Clone(files[:last]), made(attest.ConfigurationFile, configuration))
	bound, err := s.signing.bound(slices.Concat(files[last:], others))
	if err != nil {
		return nil, err
	}
	envelope, err := attest.Sign(attest.New(report, rec, bound), s.signing.key)
	if err != nil {
		return nil, err
	}
	return append(others, made(attest.File, envelope), files[last]), nil
}

// configuration is what the run was told to do. Addresses and scope are those of the evidence, which is redacted.
func (s *signing) configuration(run evidence.Run) ([]byte, error) {
	if run.Role == evidence.OfClient {
		return s.written()
	}
	for name, value := range map[string]string{"base-url": run.BaseURL, "plain-url": run.PlainURL, "scope": run.Scope} {
		s.settings[name] = value
	}
	return s.written()
}

func (s *signing) written() ([]byte, error) {
	var b bytes.Buffer
	err := text.EncodeJSON(&b, "the configuration", s.settings)
	return b.Bytes(), err
}

// bound takes the digests of what is meant, not of what is on the disk: a file that was changed on its way there is found.
func (s *signing) bound(files []output.File) ([]attest.Bound, error) {
	var bound []attest.Bound
	for _, f := range files {
		sum, err := digestOfWritten(f.Write)
		if err != nil {
			return nil, err
		}
		bound = append(bound, attest.Bound{Name: f.Name, SHA256: sum})
	}
	binary, err := boundBinary()
	return append(append(bound, boundContract(s.contract)...), binary), err
}

// digestOfWritten is the SHA-256 of what is written.
func digestOfWritten(write func(io.Writer) error) (string, error) {
	hash := sha256.New()
	err := write(hash)
	return hex.EncodeToString(hash.Sum(nil)), err
}

// boundContract is the contract's document and the facts beside it, where there are some.
func boundContract(c *openapi.Contract) []attest.Bound {
	bound := []attest.Bound{{Name: attest.ContractPrefix + path.Base(c.File), SHA256: withoutAlgorithm(c.Digest)}}
	if name := c.FactsFile(); name != "" {
		bound = append(bound, attest.Bound{Name: attest.ContractPrefix + path.Base(name), SHA256: withoutAlgorithm(c.FactsDigest)})
	}
	return bound
}

func withoutAlgorithm(digest string) string {
	const algorithm = "sha256:"
	return digest[min(len(algorithm), len(digest)):]
}

// boundBinary is the program that is running.
func boundBinary() (_ attest.Bound, err error) {
	name, err := os.Executable()
	if err != nil {
		return attest.Bound{}, fmt.Errorf("the digest of this program: %w", err)
	}
	program, _, err := file.Open(name)
	if err != nil {
		return attest.Bound{}, fmt.Errorf("the digest of this program: %w", err)
	}
	defer func() { err = errors.Join(err, program.Close()) }()
	hash := sha256.New()
	if _, err := io.Copy(hash, program); err != nil {
		return attest.Bound{}, fmt.Errorf("the digest of this program: %w", err)
	}
	return attest.Bound{
		Name: attest.BinaryName, SHA256: hex.EncodeToString(hash.Sum(nil)), Platform: runtime.GOOS + "/" + runtime.GOARCH,
	}, nil
}

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
