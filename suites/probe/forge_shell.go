package probe

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// ForgedInShell is how a shell makes of the token in a variable what a probe shows in its place; "" for a probe that
// shows a token as it was issued. Shown is what stands in a record for what the run has shown: it has the same shape. What
// is changed becomes digits, which every form of a token has.
func ForgedInShell(name Name, shown, variable string) string {
	through := func(filter string) string { return `$(printf %s "$` + variable + `" | ` + filter + `)` }
	switch name { //nolint:exhaustive // the others show what was issued
	case ResourceCase, RefreshCase:
		return through("tr A-Za-z a-zA-Z")
	case ResourceSmall:
		return through("tr A-Z a-z")
	case ResourceLonger, RefreshLonger:
		return "${" + variable + "}xx"
	case ResourceCut, RefreshCut:
		return "${" + variable + "%?}"
	case ResourceUnsigned:
		return "${" + variable + "%.*}."
	case ResourceTwoParts:
		return "${" + variable + "%.*}"
	case ResourceFourParts:
		return "${" + variable + "}" + furtherPart
	case ResourceAlgNone, ResourceAlgTitle, ResourceAlgUpper, ResourceAlgMixed, ResourceAlgMissing, ResourceAlgNull, ResourceAlgEmpty:
		if header, rest, ok := strings.Cut(shown, "."); ok && rest != "" && base64url().MatchString(header) {
			return header + "." + through("cut -d. -f2") + "."
		}
	case ResourceAlgSigned, ResourceAlgKept, ResourceHeader:
		if header, rest, ok := strings.Cut(shown, "."); ok && rest != "" && base64url().MatchString(header) {
			return header + "." + through("cut -d. -f2-")
		}
		return through(changing(shown, 0))
	case ResourcePayload:
		return through(changing(shown, 1))
	case ResourceSignature:
		return through(changing(shown, 2))
	case RefreshFront:
		return through(changing(shown, 0))
	case RefreshEnd:
		return through(changing(shown, 2))
	}
	return ""
}

// changing is a filter that changes some characters where Tampered does, in a token of the shape that is shown: what stands
// in a record may be of another length.
func changing(shown string, part int) string {
	const parts = 3
	if pieces := strings.Split(shown, "."); len(pieces) == parts {
		return fmt.Sprintf(`awk -F. -v OFS=. '{n=int(length($%[1]d)/2)-3; $%[1]d=substr($%[1]d,1,n) 907163 substr($%[1]d,n+7); print}'`, part+1)
	}
	return fmt.Sprintf(`awk '{n=int(length($0)*%d/%d)-3; print substr($0,1,n) 907163 substr($0,n+7)}'`, part+1, parts+1)
}

// WantedToken says which token a probe shows, where one that was just issued is of no use; "" for others.
func WantedToken(name Name) string {
	p := named(name)
	if (p.Phase != Waiting && p.Phase != Revocation) || p.Asks == "" {
		return ""
	}
	return "the token for this: the suite " + p.Asks
}

// ShowsAgain says that the probe of that name is about a token that was shown before.
func ShowsAgain(name Name) bool {
	return slices.Contains([]Name{ResourceReused, ResourceFirstAgain, ResourceLast, ResourceLowerCase}, name) || strings.HasPrefix(string(name), connectionPrefix)
}

// Grants says that the probe of that name is a valid request for a token, and not a refresh.
func Grants(name Name) bool {
	p := named(name)
	return (p.Valid || p.Expect == Token) && !p.ShowsRefresh && !p.Apart && p.As == ""
}

func base64url() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9_-]{1,200}$`) }
