package probe

// FormInWords tells how the request of a probe differs from the documented one, as an adverb: "as a form"; "" for a probe whose
// request has the documented form, and for one that no other rests on (R26).
func FormInWords(name Name) string {
	return map[Name]string{
		FormEncoded:          "as a form",
		FormScope:            "as a form, with a scope",
		FormCredentials:      "as a form with the credentials in it",
		FormCredentialsScope: "as a form with the credentials in it, with a scope",
		BodyCredentials:      "with the credentials in the body",
		BodyScope:            "with the credentials in the body and a scope",
		DocumentedScope:      "with a scope",
	}[name]
}
