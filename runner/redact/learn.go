package redact

import (
	"errors"
	"slices"
	"strings"
)

// What a run learns from its target is bounded. Beyond, a token is replaced where it is issued, but
// not looked for elsewhere.
const (
	maxLearned           = 1000
	maxLearnedBytes      = 256 << 10
	maxOfferedByExchange = 16
	maxLearnedToken      = 64 << 10 // as much as a head
	longToken            = 8 << 10
	maxLongBytes         = 512 << 10 // of tokens that are longer than that
	minLearnedToken      = 4
)

// vocabulary is what no redaction may touch.
type vocabulary struct {
	contract []string        // lower case
	words    map[string]bool // the same, and words that every OAuth answer may hold
	longest  int             // length of the longest of them
}

func newVocabulary(words []string) vocabulary {
	v := vocabulary{words: map[string]bool{}}
	for _, word := range append([]string{"true", "false", "null"}, words...) {
		if word = strings.ToLower(word); word != "" && !v.words[word] {
			v.contract = append(v.contract, word)
			v.words[word] = true
		}
	}
	for word := range strings.FieldsSeq(protocolWords) {
		v.words[word] = true
	}
	for word := range v.words {
		v.longest = max(v.longest, len(word))
	}
	return v
}

// protocolWords are words of RFC 6749, 6750, 7617 and 9110 that a target may use whatever its contract
// says: a token that is equal to one, or part of one, is replaced only where it is issued.
const protocolWords = `
bearer basic digest negotiate mutual hoba dpop mac realm scope nonce algorithm charset error error_description
error_uri error_reference error_message errors access_token refresh_token id_token token_type expires_in grant_type
client_id client_secret username password client_credentials authorization_code invalid_request invalid_client
invalid_grant invalid_scope invalid_token insufficient_scope unauthorized_client unsupported_grant_type
unsupported_response_type access_denied server_error temporarily_unavailable authentication authorization
credentials challenge required unauthorized forbidden unsupported application/json application/problem+json
application/x-www-form-urlencoded application/xml text/html text/plain utf-8 no-store no-cache max-age private public
must-revalidate includesubdomains preload http/1.0 http/1.1 http/2.0 http https localhost gzip identity chunked close
keep-alive content-type content-length cache-control www-authenticate retry-after strict-transport-security`

func (v vocabulary) has(word string) bool { return v.words[strings.ToLower(word)] }

var (
	errEmpty      = errors.New("the value is empty: give one, or leave the secret out")
	errFormless   = errors.New("the value has no letter and no digit, so nothing in it can be replaced: choose another")
	errOrdinary   = errors.New("the value is an ordinary word, and hiding it would make answers unreadable: choose another")
	errVocabulary = errors.New("the value is part of a word of the protocol and cannot be told from it in evidence: choose another")
)

// check says whether a secret can be hidden without hiding words of the contract.
func (v vocabulary) check(value string) error {
	switch {
	case value == "":
		return errEmpty
	case !changeable([]byte(value)):
		return errFormless
	case isOrdinary(value):
		return errOrdinary
	}
	lower := strings.ToLower(value)
	if len(lower) > v.longest {
		return nil // no word holds it
	}
	m := newMatcher([]pattern{{value: lower}})
	for _, word := range v.contract {
		if m.find([]byte(word), anyPattern) != nil {
			return errVocabulary
		}
	}
	return nil
}

// ordinaryWords are what error codes, their descriptions and schemas are made of. Others (client, id) name what they
// are often the value of in a trial, and stand for it.
const ordinaryWords = `
access array basic bearer boolean code credentials denied description error errors expired false grant integer invalid
message missing null number object password refused request required response scope secret status string token true type
unauthorized unknown unsupported user username value`

func isOrdinary(value string) bool {
	return slices.Contains(strings.Fields(ordinaryWords), strings.ToLower(value))
}

// free says whether a token that the target made up can be looked for without hiding such words.
func (v vocabulary) free(value string) bool {
	if !changeable([]byte(value)) || isNumeric(value) && len(value) < 2*wholeWord {
		return false
	}
	lower := strings.ToLower(value)
	if len(lower) > v.longest {
		return true // no word holds it
	}
	m := newMatcher([]pattern{{value: lower}})
	for word := range v.words {
		if m.find([]byte(word), anyPattern) != nil {
			return false
		}
	}
	return true
}

func anyPattern(pattern) bool { return true }

func isNumeric(value string) bool {
	return strings.Trim(value, "0123456789") == ""
}

// isRandom says whether a token is too odd to be equal to a word of any protocol. What is more than base64url might be
// a path or a media type, and has to be odder.
func isRandom(value string) bool {
	const digits, minimum, mixed = "0123456789", 12, 20
	lower, upper := strings.ToLower(value), strings.ToUpper(value)
	if !strings.ContainsAny(value, digits) || lower == upper || len(value) < minimum {
		return false
	}
	unpadded := strings.TrimRight(value, "=")
	if isBase64URL([]byte(unpadded)) {
		return true
	}
	bare := strings.NewReplacer("/", "", "+", "", "~", "").Replace(unpadded) // RFC 6750, section 2.1
	return value != lower && value != upper && len(value) >= mixed && isBase64URL([]byte(bare))
}

func foldString(s string) string { return strings.ReplaceAll(s, " ", "+") }
