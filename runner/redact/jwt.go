package redact

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"slices"
)

// maxJWTParts is how many parts the longest compact serialisation has (RFC 7516, section 3.1).
const maxJWTParts = 5

// jwtParts splits a token that is a JSON Web Token: a header that is a JSON object in base64url, and
// at least one part more (RFC 7519, section 3). nil for any other.
func jwtParts(token []byte) [][]byte {
	if len(token) == 0 || token[0] != 'e' || !isBase64URL(token) { // "e" is how base64 begins to write "{"
		return nil
	}
	parts := bytes.SplitN(token, []byte("."), maxJWTParts+1)
	if len(parts) < 2 || len(parts) > maxJWTParts {
		return nil
	}
	if _, ok := jwtObject(parts[0]); !ok {
		return nil
	}
	return parts
}

func isBase64URL(token []byte) bool {
	return !bytes.ContainsFunc(token, func(r rune) bool {
		return r >= 0x80 || !isAlphanumeric(byte(r)) && r != '-' && r != '_' && r != '.'
	})
}

func jwtObject(part []byte) ([]byte, bool) {
	decoded, err := base64.RawURLEncoding.AppendDecode(nil, part)
	if err != nil || !json.Valid(decoded) || !bytes.HasPrefix(bytes.TrimLeft(decoded, " \t\r\n"), []byte("{")) {
		return nil, false
	}
	return decoded, true
}

// jwt gives a JSON Web Token that has the same header and the same times, but no other claims and no
// valid signature. Its signature stands for the whole token: tokens that differ anywhere differ there.
// Where there is no signature to change (alg "none") only header and times tell tokens apart.
func (p *pseudonyms) jwt(token []byte, parts [][]byte) []byte {
	last := parts[len(parts)-1]
	return p.choose(token, func(attempt int) []byte {
		seed := p.mac("jwt", attempt, token)
		out := slices.Clone(parts)
		for i := 1; i < len(out); i++ {
			out[i] = shaped(parts[i], p.mac("jwt part", i, seed))
		}
		if claims, ok := jwtObject(parts[1]); ok && len(parts) == 3 {
			out[1] = base64.RawURLEncoding.AppendEncode(nil, p.times(claims))
		}
		return bytes.Join(out, []byte("."))
	}, func(out []byte) bool {
		return !changeable(last) || !bytes.HasSuffix(out, append([]byte("."), last...))
	})
}

// times keeps the claims about time (RFC 7519, section 4.1) out of a JSON object, numbers as they are
// written; any other value there keeps its type alone.
func (p *pseudonyms) times(claims []byte) []byte {
	decoder := json.NewDecoder(bytes.NewReader(claims))
	if _, err := decoder.Token(); err != nil {
		return []byte("{}")
	}
	out := []byte("{")
	for decoder.More() {
		name, err := decoder.Token()
		var value json.RawMessage
		if err != nil || decoder.Decode(&value) != nil {
			break
		}
		switch name {
		case "exp", "iat", "nbf":
			if len(out) > 1 {
				out = append(out, ',')
			}
			out = append(out, '"')
			out = append(out, name.(string)...)
			out = append(out, `":`...)
			out = append(out, p.sameType(value)...)
		}
	}
	return append(out, '}')
}

func (p *pseudonyms) sameType(value json.RawMessage) []byte {
	switch value[0] {
	case '"':
		var text string
		if json.Unmarshal(value, &text) != nil {
			return []byte(`""`)
		}
		if quoted, err := json.Marshal(string(shaped([]byte(text), p.mac("claim", 0, []byte(text))))); err == nil {
			return quoted
		}
		return []byte(`""`)
	case '{':
		return []byte("{}")
	case '[':
		return []byte("[]")
	default:
		return value
	}
}
