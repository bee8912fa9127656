package attest

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/authconform/authconform/reports/text"
)

const payloadType = "application/vnd.in-toto+json"

// maxSignatures bounds how many signatures of one envelope are tried.
const maxSignatures = 16

// ErrNotEnvelope is the error of a file that is no envelope at all.
var ErrNotEnvelope = errors.New("wanted a DSSE envelope, as authconform run --sign writes it")

// ErrOtherKey is the error of an envelope that the key has not signed.
var ErrOtherKey = errors.New("the signature is not one of the key that was given")

// envelope is a DSSE envelope (https://github.com/secure-systems-lab/dsse, v1.0).
type envelope struct {
	PayloadType string      `json:"payloadType"`
	Payload     string      `json:"payload"`
	Signatures  []signature `json:"signatures"`
}

// signature names its key by a keyid that is optional and not signed: nothing may be decided by it.
type signature struct {
	KeyID string `json:"keyid,omitzero"`
	Sig   string `json:"sig"`
}

// encoded is what is signed: the pre-authentication encoding of DSSE.
func encoded(kind string, payload []byte) []byte {
	return append(fmt.Appendf(nil, "DSSEv1 %d %s %d ", len(kind), kind, len(payload)), payload...)
}

// Sign puts the statement into an envelope that the key has signed. It is one line of JSON.
func Sign(s Statement, key SigningKey) ([]byte, error) {
	payload, err := json.Marshal(s, json.Deterministic(true), jsontext.AllowInvalidUTF8(true)) // a target's bytes, as WriteJSON has them
	if err != nil {
		return nil, fmt.Errorf("encode the statement: %w", err)
	}
	sig, err := key.sign(encoded(payloadType, payload))
	if err != nil {
		return nil, fmt.Errorf("sign the statement: %w", err)
	}
	sealed, err := json.Marshal(envelope{
		PayloadType: payloadType, Payload: base64.StdEncoding.EncodeToString(payload),
		Signatures: []signature{{KeyID: key.public.Fingerprint(), Sig: base64.StdEncoding.EncodeToString(sig)}},
	})
	if err != nil {
		return nil, fmt.Errorf("encode the envelope: %w", err)
	}
	return append(sealed, '\n'), nil
}

// CheckEnvelope finds out whether a file can be an envelope at all, before there is a key. The error is an ErrNotEnvelope.
func CheckEnvelope(data []byte) error {
	var e envelope
	if json.Unmarshal(data, &e, json.RejectUnknownMembers(true)) != nil {
		return fmt.Errorf("%w; found %s", ErrNotEnvelope, otherThanEnvelope(data))
	}
	return nil
}

// otherThanEnvelope says what there is in the place of an envelope.
func otherThanEnvelope(data []byte) string {
	var members map[string]jsontext.Value
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return "nothing in the file"
	case !jsontext.Value(data).IsValid():
		return "no JSON"
	case json.Unmarshal(data, &members) != nil:
		return "JSON that is no object"
	case members["log"] != nil:
		return "a HAR file: authconform judge reads it"
	case members["verdict"] != nil:
		return "a report: the attestation of its run is " + File + " beside it"
	case members["payload"] == nil:
		return "JSON without the member payload"
	}
	return "an envelope with members of its own, or of another type"
}

// Open gives the statement of an envelope, once the key has signed it: one of its signatures verifies, whoever has added
// others (DSSE v1.0, protocol.md, "multi-signature verification", with a threshold of one). Nothing
// of an envelope that the key has not signed is given. It reads strictly: no member twice or in another spelling, no base64
// with anything left over. The error is an ErrNotEnvelope when there is no envelope to speak of.
func Open(data []byte, key PublicKey) (Statement, error) {
	var e envelope
	if err := json.Unmarshal(data, &e, json.RejectUnknownMembers(true)); err != nil {
		return Statement{}, fmt.Errorf("%w; found %s", ErrNotEnvelope, otherThanEnvelope(data))
	}
	switch {
	case e.PayloadType != payloadType:
		return Statement{}, fmt.Errorf("wanted an envelope of type %s, found another type: it was made by something else", payloadType)
	case len(e.Signatures) == 0:
		return Statement{}, errors.New("the envelope has no signature: anybody can have written it")
	case len(e.Signatures) > maxSignatures:
		return Statement{}, fmt.Errorf("the envelope has %d signatures, and at most %d are tried", len(e.Signatures), maxSignatures)
	}
	payload, err := decoded(e.Payload)
	if err != nil {
		return Statement{}, errors.New("the payload is not base64, although envelopes say so")
	}
	if !e.signed(key, encoded(e.PayloadType, payload)) {
		return Statement{}, fmt.Errorf("%w (%s): the envelope was changed, or signed with another key%s", ErrOtherKey, key, e.otherKey(key))
	}
	return readStatement(payload)
}

func (e envelope) signed(key PublicKey, message []byte) bool {
	for _, s := range e.Signatures {
		sig, err := decoded(s.Sig)
		if err == nil && key.verifies(message, sig) {
			return true
		}
	}
	return false
}

// otherKey is what the envelope says of who signed it, where that is not the key: a hint to whoever gave the wrong one.
func (e envelope) otherKey(key PublicKey) string {
	said := ""
	for _, s := range e.Signatures {
		switch {
		case s.KeyID == key.Fingerprint():
			return ""
		case s.KeyID != "":
			said = " (its keyid is " + text.Bounded(s.KeyID, text.MaxPointer) + ")"
		}
	}
	return said
}

// CheckKey says of an envelope that opens with the key that it does, and of its keyid when that is another one: the
// signature decides.
func CheckKey(data []byte, key PublicKey) []Finding {
	var e envelope
	if json.Unmarshal(data, &e) != nil {
		return nil // it opened
	}
	findings := []Finding{Findingf(Holds, AboutSignature, "the statement is signed with the key that was given: %s", key)}
	if other := e.otherKey(key); other != "" {
		findings = append(findings, Findingf(Unknown, AboutSignature, "the envelope says that it was signed with another key%s: the keyid is not signed, and the signature decides", other))
	}
	return findings
}

// keyIDs says of an envelope that nobody trusts who signed it, as it says.
func keyIDs(data []byte) string {
	var e envelope
	if json.Unmarshal(data, &e) != nil {
		return ""
	}
	return e.otherKey(PublicKey{})
}

// decoded reads base64 that has one spelling only.
func decoded(text string) ([]byte, error) {
	data, err := base64.StdEncoding.DecodeString(text)
	if err == nil && base64.StdEncoding.EncodeToString(data) != text { // line breaks and bits left over are read otherwise
		err = errors.New("another spelling of base64")
	}
	return data, err
}

// readStatement reads what was signed. in-toto would let members be that it does not know; here they are refused, and so
// are two names that differ in case alone: another reader could take them for what this one has not seen.
func readStatement(payload []byte) (Statement, error) {
	var s Statement
	if err := json.Unmarshal(payload, &s, json.RejectUnknownMembers(true)); err != nil {
		return Statement{}, fmt.Errorf("what was signed is no statement: %w", err)
	}
	if err := oneSpelling(payload); err != nil {
		return Statement{}, err
	}
	switch {
	case s.Type != statementType:
		return Statement{}, fmt.Errorf("wanted a statement of type %s, found another type", statementType)
	case s.PredicateType != predicateType:
		return Statement{}, fmt.Errorf("wanted a predicate of type %s, found another type: this attests to something else", predicateType)
	}
	seen := map[string]bool{}
	for _, subject := range s.Subject {
		if seen[subject.Name] {
			return Statement{}, fmt.Errorf("subject %q stands in the statement twice: nobody can say which of the two counts", text.Printable(text.Bounded(subject.Name, text.MaxPointer)))
		}
		seen[subject.Name] = true
	}
	return s, nil
}

// oneSpelling refuses a JSON text with an object in which two names differ in case alone.
func oneSpelling(data []byte) error {
	decoder := jsontext.NewDecoder(bytes.NewReader(data))
	var names []map[string]bool // of the objects that the decoder is in; nil for an array
	for {
		token, err := decoder.ReadToken()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("what was signed is no statement: %w", err)
		}
		switch token.Kind() {
		case '{':
			names = append(names, map[string]bool{})
		case '[':
			names = append(names, nil)
		case '}', ']':
			names = names[:len(names)-1]
		case '"':
			kind, count := decoder.StackIndex(decoder.StackDepth())
			if kind != '{' || count%2 == 0 { // a value, not a name
				continue
			}
			name := token.String()
			if seen := names[len(names)-1]; seen[strings.ToLower(name)] {
				return fmt.Errorf("the name %q stands in one object of the statement twice, in letters of another case: nobody can say which of the two counts",
					text.Printable(text.Bounded(name, text.MaxPointer)))
			}
			names[len(names)-1][strings.ToLower(name)] = true
		default: // a value that holds no names
		}
	}
}
