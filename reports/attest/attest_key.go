package attest

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"

	"github.com/authconform/authconform/reports/text"
)

// The kinds of keys that sign attestations.
const (
	Ed25519Key = "ed25519"
	P256Key    = "p256"
)

const (
	privateBlock = "PRIVATE KEY" // PKCS#8
	publicBlock  = "PUBLIC KEY"  // SubjectPublicKeyInfo
	wantedKeys   = "wanted an Ed25519 or ECDSA P-256 key"
)

// SigningKey is a private key. It does not show when it is formatted.
type SigningKey struct {
	signer crypto.Signer
	public PublicKey
}

// PublicKey is the other half of a SigningKey. The zero value verifies nothing.
type PublicKey struct {
	key crypto.PublicKey // ed25519.PublicKey, or *ecdsa.PublicKey on P-256
	der []byte
}

// NewSigningKey makes a key of one of the two kinds.
func NewSigningKey(kind string) (SigningKey, error) {
	switch kind {
	case Ed25519Key:
		_, key, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return SigningKey{}, fmt.Errorf("make an Ed25519 key: %w", err)
		}
		return newSigningKey(key)
	case P256Key:
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return SigningKey{}, fmt.Errorf("make a P-256 key: %w", err)
		}
		return newSigningKey(key)
	}
	return SigningKey{}, fmt.Errorf("wanted %s or %s, found another kind of key", Ed25519Key, P256Key)
}

// ReadSigningKey reads a private key: one PEM block, PKCS#8, not encrypted. Its errors say what was found instead,
// and nothing of what is in it.
func ReadSigningKey(data []byte) (SigningKey, error) {
	block, err := soleBlock(data)
	if err != nil {
		return SigningKey{}, err
	}
	switch block.Type {
	case privateBlock:
	case publicBlock:
		return SigningKey{}, errors.New("wanted a private key, found a public one: give the file that ends in .key")
	case "ENCRYPTED PRIVATE KEY":
		return SigningKey{}, errors.New("the private key is encrypted: decrypt it first (openssl pkey)")
	default:
		return SigningKey{}, fmt.Errorf("wanted a PEM block %s (PKCS#8), found %s: convert it (openssl pkcs8 -topk8 -nocrypt)", privateBlock, blockName(block))
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return SigningKey{}, errors.New("the private key in it is damaged") // the cause may quote what is in it
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return SigningKey{}, fmt.Errorf("%s, found one that does not sign", wantedKeys)
	}
	return newSigningKey(signer)
}

func newSigningKey(signer crypto.Signer) (SigningKey, error) {
	public, err := newPublicKey(signer.Public())
	return SigningKey{signer: signer, public: public}, err
}

// ReadPublicKey reads a public key: one PEM block, as openssl writes it too.
func ReadPublicKey(data []byte) (PublicKey, error) {
	block, err := soleBlock(data)
	if err != nil {
		return PublicKey{}, err
	}
	switch {
	case block.Type == publicBlock:
	case bytes.HasSuffix([]byte(block.Type), []byte(privateBlock)):
		return PublicKey{}, errors.New("wanted a public key, found a private one: give the file that ends in .pub, and keep this one to yourself")
	default:
		return PublicKey{}, fmt.Errorf("wanted a PEM block %s, found %s", publicBlock, blockName(block))
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return PublicKey{}, fmt.Errorf("the public key in it is damaged: %w", err)
	}
	return newPublicKey(key)
}

func newPublicKey(key crypto.PublicKey) (PublicKey, error) {
	switch k := key.(type) {
	case ed25519.PublicKey:
	case *ecdsa.PublicKey:
		if k.Curve != elliptic.P256() {
			return PublicKey{}, fmt.Errorf("%s, found an ECDSA key on %s", wantedKeys, k.Params().Name)
		}
	default:
		return PublicKey{}, fmt.Errorf("%s, found one of another type (%T)", wantedKeys, key)
	}
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return PublicKey{}, fmt.Errorf("encode the public key: %w", err)
	}
	return PublicKey{key: key, der: der}, nil
}

// soleBlock finds the one block of a PEM file: of two, nobody would know which was taken.
func soleBlock(data []byte) (*pem.Block, error) {
	block, rest := pem.Decode(data)
	if block == nil {
		return nil, errors.New("wanted a PEM file, found no PEM block in it")
	}
	if second, _ := pem.Decode(rest); second != nil {
		return nil, fmt.Errorf("wanted one PEM block, found %s and %s: keep the key alone", blockName(block), blockName(second))
	}
	return block, nil
}

// blockName is the name of a PEM block, unless somebody wrote something else in its place.
func blockName(block *pem.Block) string {
	const longest = 40
	if len(block.Type) > longest {
		return "one with a long name"
	}
	return text.Printable(block.Type)
}

// Public is the half that verifies.
func (k SigningKey) Public() PublicKey { return k.public }

// PEM is the private key as ReadSigningKey reads it.
func (k SigningKey) PEM() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(k.signer)
	if err != nil {
		return nil, fmt.Errorf("encode the private key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: privateBlock, Bytes: der}), nil
}

// Format writes a placeholder for every verb.
func (SigningKey) Format(state fmt.State, _ rune) {
	_, _ = io.WriteString(state, "‹private key›") // a fmt.State has no failures to report
}

// PEM is the public key as ReadPublicKey reads it.
func (k PublicKey) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: publicBlock, Bytes: k.der})
}

// Fingerprint is the SHA-256 of the key's SubjectPublicKeyInfo: "sha256:…".
func (k PublicKey) Fingerprint() string {
	sum := sha256.Sum256(k.der)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// String names the key: its kind, and its fingerprint.
func (k PublicKey) String() string {
	kind := "Ed25519"
	if _, ok := k.key.(*ecdsa.PublicKey); ok {
		kind = "ECDSA P-256"
	}
	return kind + " " + k.Fingerprint()
}

func (k SigningKey) sign(message []byte) ([]byte, error) {
	if _, ok := k.public.key.(*ecdsa.PublicKey); ok {
		sum := sha256.Sum256(message)
		return k.signer.Sign(rand.Reader, sum[:], crypto.SHA256)
	}
	return k.signer.Sign(rand.Reader, message, crypto.Hash(0))
}

// verifies decides by the type of the key alone how a signature is read: nothing in an envelope has a say.
func (k PublicKey) verifies(message, signature []byte) bool {
	switch key := k.key.(type) {
	case ed25519.PublicKey:
		return ed25519.Verify(key, message, signature)
	case *ecdsa.PublicKey:
		sum := sha256.Sum256(message)
		return ecdsa.VerifyASN1(key, sum[:], signature)
	}
	return false
}
