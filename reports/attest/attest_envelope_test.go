package attest

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/reports/reportstest/example"
)

// Every bit of an envelope that is turned around is found; so is every byte that is missing or one too many.
func TestEnvelopeTampered(t *testing.T) {
	for _, kind := range []string{Ed25519Key, P256Key} {
		key := signingKey(t, kind)
		envelope, _ := signed(t, example.Partial(), key)
		last := len(envelope) - 1
		if envelope[last] != '\n' {
			t.Fatal("the envelope is no line")
		}
		for at := range envelope[:last] {
			changed := slices.Clone(envelope)
			changed[at] ^= 1 << (at % 8)
			if _, err := Open(changed, key.Public()); err == nil && len(texts(CheckKey(changed, key.Public()), Unknown)) != 1 { // the keyid is not signed, and told
				t.Errorf("%s: byte %d: %q became %q, and the envelope opens", kind, at, envelope[at], changed[at])
			}
			if at%7 == 0 {
				short := slices.Delete(slices.Clone(envelope), at, at+1)
				if _, err := Open(short, key.Public()); err == nil && len(texts(CheckKey(short, key.Public()), Unknown)) != 1 {
					t.Errorf("%s: without byte %d the envelope opens", kind, at)
				}
			}
		}
		if _, err := Open(append(slices.Clone(envelope), envelope...), key.Public()); err == nil {
			t.Errorf("%s: two envelopes open as one", kind)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	key, other := signingKey(t, Ed25519Key), signingKey(t, P256Key)
	envelope, statement := signed(t, example.Conformant(), key)
	text := string(envelope)
	unsigned, _, _ := strings.Cut(text, `"signatures"`)
	sealed := func(change func(*Statement)) []byte {
		s := statement
		s.Subject = slices.Clone(s.Subject)
		change(&s)
		data, err := Sign(s, key)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	resealed := func(kind string, payload []byte) []byte {
		sig, err := key.sign(encoded(kind, payload))
		if err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(map[string]any{
			"payloadType": kind, "payload": payload, "signatures": []any{map[string]any{"sig": sig}},
		})
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	payload, err := json.Marshal(statement)
	if err != nil {
		t.Fatal(err)
	}
	altered := func(old, replacement string) []byte {
		changed := strings.Replace(string(payload), old, replacement, 1)
		if changed == string(payload) {
			t.Fatalf("the statement has no %s", old)
		}
		return resealed(payloadType, []byte(changed))
	}
	for name, c := range map[string]struct {
		data []byte
		key  PublicKey
		want string
	}{
		"an unknown member":              {altered(`{"_type"`, `{"note":"PASSED","_type"`), key.Public(), "no statement"},
		"an unknown member deep down":    {altered(`"digest":{`, `"sha256":"00","digest":{`), key.Public(), "no statement"},
		"a member in another case":       {altered(`{"_type"`, `{"Predicate":{},"_type"`), key.Public(), "no statement"},
		"a digest in another case":       {altered(`"digest":{`, `"digest":{"SHA256":"00",`), key.Public(), "in letters of another case"},
		"an annotation in another case":  {altered(`"verdict":`, `"VERDICT":"conformant","verdict":`), key.Public(), "in letters of another case"},
		"an annotation twice":            {altered(`"verdict":`, `"verdict":"conformant","verdict":`), key.Public(), "no statement"},
		"another key":                    {envelope, signingKey(t, Ed25519Key).Public(), "not one of the key that was given"},
		"a key of another type":          {envelope, other.Public(), "not one of the key that was given"},
		"no key":                         {envelope, PublicKey{}, "not one of the key that was given"},
		"no signature":                   {[]byte(unsigned + `"signatures":[]}`), key.Public(), "has no signature"},
		"too many signatures":            {[]byte(unsigned + `"signatures":[` + strings.Repeat(`{"sig":""},`, maxSignatures) + `{"sig":""}]}`), key.Public(), "17 signatures"},
		"another payload type":           {resealed("text/plain", []byte("hello")), key.Public(), payloadType},
		"a type that is not signed":      {[]byte(strings.Replace(string(resealed("text/plain", []byte("{}"))), "text/plain", payloadType, 1)), key.Public(), "not one of the key"},
		"a payload that is no statement": {resealed(payloadType, []byte(`["hello"]`)), key.Public(), "no statement"},
		"a member twice":                 {[]byte(strings.Replace(text, `{"payloadType"`, `{"payload":"","payloadType"`, 1)), key.Public(), "DSSE"},
		"base64 with line breaks":        {[]byte(strings.Replace(text, `"payload":"`, `"payload":"\n`, 1)), key.Public(), "not base64"},
		"another statement type":         {sealed(func(s *Statement) { s.Type = "https://in-toto.io/Statement/v2" }), key.Public(), "statement of type"},
		"another predicate":              {sealed(func(s *Statement) { s.PredicateType = "https://slsa.dev/provenance/v1" }), key.Public(), "predicate of type"},
		"a subject twice":                {sealed(func(s *Statement) { s.Subject = append(s.Subject, s.Subject[0]) }), key.Public(), "twice"},
		"nothing":                        {nil, key.Public(), "DSSE"},
		"a report":                       {[]byte(`{"schema":"x"}`), key.Public(), "DSSE"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Open(c.data, c.key)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
			if len(got.Subject) > 0 {
				t.Error("a statement came with the error")
			}
		})
	}
}

// One signature of the key is enough, whoever else signed and whatever a keyid says.
func TestOpenSeveralSignatures(t *testing.T) {
	key, other := signingKey(t, Ed25519Key), signingKey(t, P256Key)
	data, statement := signed(t, example.Conformant(), key)
	var e envelope
	if err := json.Unmarshal(data, &e); err != nil {
		t.Fatal(err)
	}
	payload, err := base64.StdEncoding.DecodeString(e.Payload)
	if err != nil {
		t.Fatal(err)
	}
	sig, err := other.sign(encoded(payloadType, payload))
	if err != nil {
		t.Fatal(err)
	}
	e.Signatures = append([]signature{{KeyID: "nobody", Sig: base64.StdEncoding.EncodeToString(sig)}}, e.Signatures...)
	both, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []SigningKey{key, other} {
		if got, err := Open(both, k.Public()); err != nil || len(got.Subject) != len(statement.Subject) {
			t.Errorf("%s: %v", k.Public(), err)
		}
	}
	if _, err := Open(both, signingKey(t, P256Key).Public()); err == nil {
		t.Error("it opens with a key that did not sign")
	}
}
