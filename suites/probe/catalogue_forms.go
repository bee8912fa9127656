package probe

// FormInWords tells how the request of a probe differs from the documented one, as an adverb: "as a form"; "" for the documented
// one, and where there is none. A name that is no form's comes from a record of another version, and is told as it is.
func FormInWords(name Name) string {
	words, known := map[Name]string{
		Valid:                "",
		"documented":         "",
		"":                   "",
		FormEncoded:          "as a form",
		FormScope:            "as a form, with a scope",
		FormCredentials:      "as a form with the credentials in it",
		FormCredentialsScope: "as a form with the credentials in it, with a scope",
		BodyCredentials:      "with the credentials in the body",
		BodyScope:            "with the credentials in the body and a scope",
		DocumentedScope:      "with a scope",
	}[name]
	if !known {
		return "in the form of the probe " + string(name)
	}
	return words
}
