package wire

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The members of answers that judging asks for, by their names in RFC 6749 (sections 5.1 and 5.2). ExpiresAt is the one
// that the RFC has not: the moment at which a token ends.
const (
	AccessToken  = "access_token"
	TokenType    = "token_type"
	ExpiresIn    = "expires_in"
	ExpiresAt    = "expires_at"
	RefreshToken = "refresh_token"
	Scope        = "scope"
	ErrorCode    = "error"
	ErrorMessage = "error_description"
)

// Layout says where a contract's answers have what RFC 6749 gives a fixed place, and which statuses and codes there are. A
// nil Layout is the RFC's own.
type Layout struct {
	// Places are JSON pointers (RFC 6901) into the body, by the names of RFC 6749; a name that is not there stands where
	// the RFC has it.
	Places map[string]string `json:"places,omitempty"`
	// Success are the statuses with which tokens are issued, as the document writes them ("201", "2XX"); none for 200.
	Success []string `json:"success,omitempty"`
	// Refusals are the statuses of class 4xx that the document lists; none when it leaves them open.
	Refusals []int `json:"refusals,omitempty"`
	// Codes are the error codes that the document lists; none when it leaves them open.
	Codes []string `json:"codes,omitempty"`
}

// Place points to where an answer has what RFC 6749 calls by that name: "/data/access_token".
func (l *Layout) Place(name string) string {
	if l != nil && l.Places[name] != "" {
		return l.Places[name]
	}
	return "/" + name
}

// Moved says that what RFC 6749 calls by that name has another place.
func (l *Layout) Moved(name string) bool { return l.Place(name) != "/"+name }

// Has says that answers have a place for what goes by that name: all but the end of a token have one in RFC 6749.
func (l *Layout) Has(name string) bool { return name != ExpiresAt || l != nil && l.Places[name] != "" }

// Find gives what a body has at the place of that name; false where there is nothing, or no way there.
func (l *Layout) Find(members map[string]any, name string) (any, bool) {
	if !l.Has(name) {
		return nil, false
	}
	if !l.Moved(name) {
		value, there := members[name]
		return value, there
	}
	if !IsPointer(l.Place(name)) { // of a file that somebody else made
		return nil, false
	}
	return At(members, l.Place(name))
}

// TokenPlaces are the ways to the tokens of an answer, where they are others than RFC 6749 has.
func (l *Layout) TokenPlaces() [][]string {
	var places [][]string
	for _, name := range []string{AccessToken, RefreshToken} {
		if l.Moved(name) {
			places = append(places, PointerTokens(l.Place(name)))
		}
	}
	return places
}

// Wanted is what of a body the places need: the members on the way to each.
func (l *Layout) Wanted() Wanted {
	if l == nil || len(l.Places) == 0 {
		return Wanted{Names: protocolMembers()}
	}
	names, levels := maps.Clone(protocolMembers()), 0
	for _, pointer := range l.Places {
		tokens := PointerTokens(pointer)
		for _, name := range tokens {
			names[name] = true
		}
		levels = max(levels, len(tokens)-1)
	}
	return Wanted{Names: names, Levels: levels}
}

// Succeeds says that tokens are issued with this status.
func (l *Layout) Succeeds(status int) bool {
	if l == nil || len(l.Success) == 0 {
		return status == 200
	}
	return slices.ContainsFunc(l.Success, func(documented string) bool {
		return documented == strconv.Itoa(status) || strings.EqualFold(documented, strconv.Itoa(status/100)+"XX")
	})
}

// Lists says that the document has this error code, or leaves codes open.
func (l *Layout) Lists(code string) bool {
	return l == nil || len(l.Codes) == 0 || slices.Contains(l.Codes, code)
}

// Refuses says that the document has this status for refusals, or leaves them open.
func (l *Layout) Refuses(status int) bool {
	return l == nil || len(l.Refusals) == 0 || slices.Contains(l.Refusals, status)
}

var (
	rfcWord = regexp.MustCompile(`\b(access_token|token_type|expires_in|refresh_token)\b`)
	success = regexp.MustCompile(`\b200\b`)
)

// Words tells in the contract's own words what is written in those of RFC 6749: members by the places that they have, and
// success by its statuses.
func (l *Layout) Words(text string) string {
	if l != nil && len(l.Success) > 0 {
		text = success.ReplaceAllLiteralString(text, strings.Join(l.Success, " or "))
	}
	return l.Names(text)
}

// Names is Words for the names of members alone.
func (l *Layout) Names(text string) string {
	if l == nil {
		return text
	}
	return rfcWord.ReplaceAllStringFunc(text, func(word string) string {
		switch {
		case word == ExpiresIn && !l.Moved(ExpiresIn) && l.Has(ExpiresAt):
			return strings.TrimPrefix(l.Place(ExpiresAt), "/")
		case l.Moved(word):
			return strings.TrimPrefix(l.Place(word), "/")
		}
		return word
	})
}

// Pointer gives the place of what a pointer of RFC 6749 points to ("/error" gives "/error/code"); any other pointer is
// its own.
func (l *Layout) Pointer(pointer string) string {
	name, found := strings.CutPrefix(pointer, "/")
	if l == nil || !found || strings.Contains(name, "/") {
		return pointer
	}
	if name == ExpiresIn && !l.Moved(ExpiresIn) && l.Has(ExpiresAt) {
		return l.Place(ExpiresAt)
	}
	return l.Place(name)
}

// IsDefault says that nothing is other than RFC 6749 has it.
func (l *Layout) IsDefault() bool {
	return l == nil || len(l.Success)+len(l.Refusals)+len(l.Codes) == 0 &&
		!slices.ContainsFunc(slices.Collect(maps.Keys(l.Places)), func(name string) bool { return l.Moved(name) || name == ExpiresAt })
}

// PointerTokens are the names and indices of a JSON pointer; none of one that is no pointer, or points to the whole.
func PointerTokens(pointer string) []string {
	rest, isPointer := strings.CutPrefix(pointer, "/")
	if !isPointer {
		return nil
	}
	tokens := strings.Split(rest, "/")
	for i := range tokens {
		tokens[i] = UnescapeToken(tokens[i])
	}
	return tokens
}

var index = regexp.MustCompile(`^(0|[1-9][0-9]{0,8})$`)

// At gives what a JSON pointer points to (RFC 6901, section 4); false where there is nothing, or no way there.
func At(value any, pointer string) (any, bool) {
	for _, token := range PointerTokens(pointer) {
		switch within := value.(type) {
		case map[string]any:
			inner, there := within[token]
			if !there {
				return nil, false
			}
			value = inner
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || !index.MatchString(token) || i >= len(within) {
				return nil, false
			}
			value = within[i]
		default:
			return nil, false
		}
	}
	return value, true
}

// IsIndex says that a token of a pointer may be an index of an array.
func IsIndex(token string) bool { return index.MatchString(token) }

// IsPointer says that a text is a JSON pointer to something within a body (RFC 6901, section 3).
func IsPointer(text string) bool {
	return len(text) > 1 && text[0] == '/' && !brokenEscape.MatchString(text)
}

var brokenEscape = regexp.MustCompile(`~([^01]|$)`)
