package evidence

// Secret is a value to hide, and how a reader is told what it was.
type Secret struct {
	Value   string // what must not be seen
	Meaning string // "client secret"; "" gives it no name in reports
	Shell   string // how a shell command writes it, "$AUTHCONFORM_CLIENT_SECRET"; "" when it cannot
}
