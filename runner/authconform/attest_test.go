package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/reports/attest"
)

// bench is a directory with a pair of keys, and a run that was signed with it.
type bench struct {
	t   *testing.T
	dir string
	key attest.SigningKey
	env map[string]string // what the command finds in its environment
}

func newBench(t *testing.T, kind string, args ...string) bench {
	t.Helper()
	b := bench{t: t, dir: t.TempDir()}
	b.wants(0, "keygen", "--type", kind, "--out", b.path("k"))
	var err error
	if b.key, err = attest.ReadSigningKey(b.read("k.key")); err != nil {
		t.Fatal(err)
	}
	b.wants(0, append([]string{"run", "--quiet", "--out", b.dir, "--sign", b.path("k.key")}, args...)...)
	return b
}

func (b bench) path(name string) string { return filepath.Join(b.dir, name) }

func (b bench) read(name string) []byte {
	b.t.Helper()
	data, err := os.ReadFile(b.path(name))
	if err != nil {
		b.t.Fatal(err)
	}
	return data
}

func (b bench) write(name string, data []byte) {
	b.t.Helper()
	if err := os.WriteFile(b.path(name), data, 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// wants runs the command, which has to give that exit code, and returns what it printed.
func (b bench) wants(code int, args ...string) string {
	b.t.Helper()
	var said []string
	var files []*os.File
	for _, name := range []string{"stdout", "stderr"} {
		f, err := os.Create(b.path(name))
		if err != nil {
			b.t.Fatal(err)
		}
		files = append(files, f)
	}
	got := execute(b.t.Context(), args, console{out: files[0], err: files[1], getenv: b.getenv, environ: b.environ()})
	for _, f := range files {
		if err := f.Close(); err != nil {
			b.t.Fatal(err)
		}
		said = append(said, string(b.read(filepath.Base(f.Name()))))
	}
	text := strings.Join(strings.Fields(strings.Join(said, "")), " ")
	if got != code {
		b.t.Fatalf("%v: exit code %d, wanted %d:\n%s", args, got, code, text)
	}
	return text
}

func (b bench) verify(code int, more ...string) string {
	b.t.Helper()
	return b.wants(code, append([]string{"verify", b.path(attest.File), "--key", b.path("k.pub")}, more...)...)
}

// Every byte of every bound file is bound: one bit of it that is turned around, at any offset, breaks the attestation.
func TestTamperedFile(t *testing.T) {
	t.Parallel()
	b := newBench(t, attest.Ed25519Key)
	statement, err := attest.Open(b.read(attest.File), b.key.Public())
	if err != nil {
		t.Fatal(err)
	}
	contract, err := openapi.Load("prioticket")
	if err != nil {
		t.Fatal(err)
	}
	binary, err := boundBinary()
	if err != nil {
		t.Fatal(err)
	}
	sound := map[string][]byte{}
	for _, name := range attest.Files() {
		sound[name] = b.read(name)
	}
	broken := func(files map[string][]byte) int {
		n := 0
		for _, f := range statement.CheckBound(append(append(boundFiles(summed(files)), boundContract(contract)...), binary), version) {
			if f.Outcome == attest.Broken {
				n++
			}
		}
		return n
	}
	if broken(sound) != 0 {
		t.Fatal("what was signed does not hold")
	}
	for name, data := range sound {
		length := len(data)
		for at := 0; at < length; at += 1 + length/97 {
			files := maps.Clone(sound)
			files[name] = slices.Clone(data)
			files[name][at] ^= 1 << (at % 8)
			if broken(files) != 1 {
				t.Errorf("%s: byte %d of %d was changed, and %d files are broken", name, at, length, broken(files))
			}
		}
	}
}

// summed are files as verify reads them.
func summed(files map[string][]byte) map[string]recorded {
	list := map[string]recorded{}
	for name, data := range files {
		list[name] = recorded{hexSHA256(data), data}
	}
	return list
}

// Every file of the output directory is bound, but the attestation itself.
func TestEveryFileIsBound(t *testing.T) {
	b := newBench(t, attest.Ed25519Key)
	dir := b.path("out")
	b.wants(0, "run", "--quiet", "--embedded", "--out", dir, "--sign", b.path("k.key"))
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, entry := range entries {
		found = append(found, entry.Name())
	}
	want := slices.Sorted(slices.Values(append(attest.Files(), attest.File)))
	if !slices.Equal(found, want) {
		t.Errorf("a signed run leaves %v, and binds %v", found, want)
	}
}

// The command finds the same: the first byte, one in the middle, the last, one that is missing and one too many.
func TestTamperedOnDisk(t *testing.T) {
	if testing.Short() {
		t.Skip("signs and verifies dozens of runs")
	}
	t.Parallel()
	b := newBench(t, attest.P256Key)
	for _, name := range attest.Files() {
		sound := b.read(name)
		changed := func(at int) []byte {
			data := slices.Clone(sound)
			data[at] ^= 1
			return data
		}
		for _, data := range [][]byte{changed(0), changed(len(sound) / 2), changed(len(sound) - 1), sound[:len(sound)-1], append(slices.Clone(sound), '\n')} {
			b.write(name, data)
			if said := b.verify(exitNonconformant); !strings.Contains(said, "✗ "+name+" is not the one that was signed") {
				t.Errorf("%s was changed: %s", name, said)
			}
		}
		b.write(name, sound)
	}
	b.verify(exitConformant)
}

// A contract of one's own is bound with the facts beside it, and has to be given to verify.
func TestAttestedOwnContract(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	document := filepath.Join(dir, "api.yaml")
	for from, to := range map[string]string{"distributor-3.8.yaml": "api.yaml", "distributor-3.8.authconform.yaml": "api.authconform.yaml"} {
		data, err := os.ReadFile(filepath.Join("..", "..", "openapi", "prioticket", from))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, to), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b := newBench(t, attest.Ed25519Key, "--contract", document)
	if said := b.verify(exitUsage); !strings.Contains(said, `"api.yaml" with --contract FILE`) {
		t.Errorf("without the document: %s", said)
	}
	b.verify(exitConformant, "--contract", document)
	for _, name := range []string{"api.yaml", "api.authconform.yaml"} {
		path := filepath.Join(dir, name)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, append(slices.Clone(data), "# \n"...), 0o600); err != nil {
			t.Fatal(err)
		}
		if said := b.verify(exitNonconformant, "--contract", document); !strings.Contains(said, "✗ contract/"+name+" is not the one that was signed") {
			t.Errorf("%s was changed: %s", name, said)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b.verify(exitConformant, "--contract", document)
}

// The contract that is built in may be given as a file too.
func TestAttestedContractAsFile(t *testing.T) {
	t.Parallel()
	b := newBench(t, attest.Ed25519Key)
	b.verify(exitConformant, "--contract", filepath.Join("..", "..", "openapi", "prioticket", "distributor-3.8.yaml"))
}

// Files that have no end in sight are not read.
func TestAttestedOversized(t *testing.T) {
	t.Parallel()
	b := newBench(t, attest.Ed25519Key)
	for name, limit := range map[string]int{attest.File: maxEnvelope, attest.ConfigurationFile: maxConfiguration, "k.pub": maxKey} {
		sound := b.read(name)
		b.write(name, append(slices.Clone(sound), bytes.Repeat([]byte{'\n'}, limit)...))
		if said := b.verify(exitUsage); !strings.Contains(said, name) || !strings.Contains(said, "larger than") {
			t.Errorf("%s: %s", name, said)
		}
		b.write(name, sound)
	}
	b.verify(exitConformant)
}

// Nothing that keygen, run and verify leave holds the private key in any form, but its own file.
func TestPrivateKeyStaysWhereItIs(t *testing.T) {
	if testing.Short() {
		t.Skip("signs and verifies runs")
	}
	t.Parallel()
	for _, kind := range []string{attest.Ed25519Key, attest.P256Key} {
		b := newBench(t, kind)
		said := b.verify(exitConformant)
		private := b.read("k.key")
		said += b.wants(exitUsage, "verify", b.path(attest.File), "--key", b.path("k.key"))
		block, _ := pem.Decode(private)
		if block == nil {
			t.Fatal("the key is no PEM")
		}
		secret := block.Bytes[len(block.Bytes)-32:]
		if kind == attest.P256Key {
			key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
			if err != nil {
				t.Fatal(err)
			}
			if secret, err = key.(*ecdsa.PrivateKey).Bytes(); err != nil {
				t.Fatal(err)
			}
		}
		left, err := filepath.Glob(b.path("*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range left {
			if base := filepath.Base(name); base != "k.key" {
				said += string(b.read(base))
			}
		}
		if !strings.Contains(said, "BEGIN PUBLIC KEY") {
			t.Fatal("nothing was looked at")
		}
		for _, canary := range []string{
			string(secret), hex.EncodeToString(secret), base64.StdEncoding.EncodeToString(secret), base64.RawURLEncoding.EncodeToString(secret),
			strings.Split(string(private), "\n")[1], "BEGIN PRIVATE",
		} {
			if strings.Contains(said, canary) {
				t.Errorf("%s: the private key is to be seen as %q", kind, canary)
			}
		}
	}
}
