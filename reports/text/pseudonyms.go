package text

import (
	"cmp"
	"encoding/base64"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/authconform/authconform/suites/evidence"
)

// segment is a piece of text: literal, or a pseudonym with its meaning and how a shell command says it.
type segment struct {
	text    string
	meaning string // "" marks literal text
	shell   string // a shell expression for use within double quotes; "" when a shell cannot say it
}

// Pseudonyms finds pseudonyms in text.
type Pseudonyms struct {
	byFirst map[byte][]segment // longest first
	longest int                // how much of a body to show, in bytes
	media   bool               // show the media type of a request, also the usual one
}

// PseudonymsOf makes a dictionary of the pseudonyms of a record, in the spellings that requests have them in.
func PseudonymsOf(rec *evidence.Record) Pseudonyms {
	d := Pseudonyms{byFirst: map[byte][]segment{}, longest: maxBody}
	seen := map[string]bool{}
	add := func(text, meaning, shell string) {
		if text != "" && meaning != "" && !seen[text] {
			seen[text] = true
			d.byFirst[text[0]] = append(d.byFirst[text[0]], segment{text, meaning, shell})
		}
	}
	if rec == nil {
		return d
	}
	for _, n := range rec.Run.Names {
		add(n.Pseudonym, n.Meaning, SafeShell(n.Shell))
	}
	for _, n := range rec.Run.Names {
		add(url.QueryEscape(n.Pseudonym), n.Meaning, piped(SafeShell(n.Shell), "jq -sRr @uri"))
		add(insideJSON(n.Pseudonym), n.Meaning, piped(SafeShell(n.Shell), "jq -sRr 'tojson[1:-1]'"))
	}
	for _, s := range d.byFirst {
		byLength(s)
	}
	return d
}

// put takes up one more.
func (d Pseudonyms) put(s segment) {
	list := append(slices.Clone(d.byFirst[s.text[0]]), s)
	byLength(list)
	d.byFirst[s.text[0]] = list
}

func byLength(s []segment) {
	slices.SortStableFunc(s, func(a, b segment) int { return cmp.Compare(len(b.text), len(a.text)) })
}

// insideJSON is text as it stands within a JSON string.
func insideJSON(text string) string {
	quoted, err := JSON(text, "", "")
	if err != nil {
		return ""
	}
	return string(quoted[1 : len(quoted)-1])
}

// shellExpression is what may stand for a secret in a command: a variable of ours, shortened, changed in case,
// passed through tr, or with very little around it: a blank, or behind it a line feed or up to three letters and digits. A record can come from anywhere, and its reader copies the command into a shell: so
// it may say nothing else, and never the variable of another program ($AWS_SECRET_ACCESS_KEY).
var shellExpression = regexp.MustCompile(`^(?:` +
	`\$AUTHCONFORM_[A-Z0-9_]+` +
	`|\$\{AUTHCONFORM_[A-Z0-9_]+(?:[%#]{1,2}\?{1,8}|,,?|\^\^?|~~?|:[0-9]{1,3}(?::-?[0-9]{1,3})?)?\}` +
	`|\$\(printf %s "\$AUTHCONFORM_[A-Z0-9_]+" \| tr '?[A-Za-z0-9-]+'? '?[A-Za-z0-9-]+'?\)` +
	`| ?\$\{AUTHCONFORM_[A-Z0-9_]+\}(?:[A-Za-z0-9]{1,3}|[ \n])?` +
	`|[A-Za-z0-9._~-]+` +
	`)$`)

// SafeShell gives the expression if it may stand in a command, and "" if not.
func SafeShell(shell string) string {
	if token, ok := strings.CutPrefix(shell, "$"); ok && slices.Contains(TokenVariables(), token) {
		return "$AUTHCONFORM_" + token
	}
	if shellExpression.MatchString(shell) && strings.Count(shell, "'")%2 == 0 {
		return shell
	}
	return ""
}

// TokenVariables are what records call the tokens of a run. In a command they get a prefix: other programs have a $TOKEN, too.
func TokenVariables() []string {
	return []string{"TOKEN", "OTHER_TOKEN", "REFRESHED_TOKEN", "REFRESH_TOKEN", "USED_REFRESH_TOKEN"}
}

func piped(shell, through string) string {
	if shell == "" {
		return ""
	}
	if bare, ok := strings.CutSuffix(shell, "\n"); ok {
		return `$(printf '%s\n' "` + bare + `" | ` + through + `)`
	}
	return `$(printf %s "` + shell + `" | ` + through + `)`
}

// segments cuts text at its pseudonyms. A short pseudonym counts only as a whole word, as in redaction:
// within other words it is chance.
func (d Pseudonyms) segments(text string) []segment {
	var out []segment
	start := 0
	for i := 0; i < len(text); {
		found, ok := d.at(text, i)
		if !ok {
			i++
			continue
		}
		if start < i {
			out = append(out, segment{text: text[start:i]})
		}
		out = append(out, found)
		i += len(found.text)
		start = i
	}
	if start < len(text) {
		out = append(out, segment{text: text[start:]})
	}
	return out
}

func (d Pseudonyms) at(text string, i int) (segment, bool) {
	const short = 8
	for _, s := range d.byFirst[text[i]] {
		end := i + len(s.text)
		if end > len(text) || text[end-1] != s.text[len(s.text)-1] || text[i:end] != s.text { // most differ at their ends
			continue
		}
		if len(s.text) < short {
			if i > 0 && wordByte(text[i-1]) || end < len(text) && wordByte(text[end]) {
				continue
			}
		}
		return s, true
	}
	return segment{}, false
}

func wordByte(c byte) bool {
	return c == '_' || c == '-' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}

// Meanings puts text into words: each pseudonym becomes what it stands for.
func (d Pseudonyms) Meanings(text string) string {
	var b strings.Builder
	for _, s := range d.segments(text) {
		if s.meaning == "" {
			b.WriteString(s.text)
		} else {
			b.WriteString("‹" + s.meaning + "›")
		}
	}
	return b.String()
}

// BasicPair decodes the credentials of the Basic scheme (RFC 7617); false when the value has another
// scheme or no such credentials, or does not come back byte for byte when encoded again.
func BasicPair(authorization string) (scheme, pair string, ok bool) {
	scheme, encoded, found := strings.Cut(authorization, " ")
	if !found || !strings.EqualFold(scheme, "Basic") {
		return "", "", false
	}
	decoded, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil || base64.StdEncoding.EncodeToString(decoded) != encoded {
		return "", "", false
	}
	return scheme, string(decoded), true
}
