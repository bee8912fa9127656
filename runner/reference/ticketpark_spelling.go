package reference

import "strings"

// speltInForm chooses logins by what they give as grant_type.
func speltInForm(fits func(grant string) bool) asked {
	return func(q *inquiry) bool { return otherGrantForm(q) && fits(q.form().Get("grant_type")) }
}

// loginSpellingDeviations take one spelling of what has to be refused, and no other (R23).
func loginSpellingDeviations() []Deviation {
	const refused = "errors.grant-unknown.refused"
	taken := func(name, sentence string, fits func(string) bool) Deviation {
		return breaks(name, sentence, takes(speltInForm(fits), asDocumented), refused).seenBy(Full)
	}
	return []Deviation{
		taken("grant-case-taken", "does not mind the case of grant_type", func(sent string) bool { return strings.EqualFold(sent, grantPassword) }),
		taken("grant-blanks-taken", "does not mind blanks around grant_type", func(sent string) bool { return strings.TrimSpace(sent) == grantPassword }),
		taken("grant-prefix-taken", "takes whatever begins with its grant type", func(sent string) bool { return strings.HasPrefix(sent, grantPassword) }),
	}
}
