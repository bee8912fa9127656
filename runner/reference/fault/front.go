package fault

import "net/http"

// FrontDeviations answer valid requests as something before the target would, that is broken or in the way. A client that
// does not exist is refused as the contract says: the endpoint is there (R26). refusal are the clauses that a page in the
// place of an error breaks besides.
func FrontDeviations(refusal ...string) []Deviation {
	const accepted = "token.valid.accepted"
	const warning = "<br />\n<b>Notice</b>:  Undefined index: scope in <b>/srv/token.php</b> on line <b>12</b><br />\n"
	const login, denied = "<!doctype html><title>Log in</title>", "<html><head><title>403 Forbidden</title></head><body>Request blocked.</body></html>"
	return []Deviation{
		New("valid-page", "shows a web page to a valid request", Tokens(SetContent("text/html; charset=utf-8", login)), accepted),
		New("valid-notice", "writes an interpreter's notice before every token", Tokens(Prepend(warning), SetField("Content-Type", "text/html; charset=utf-8")), accepted),
		New("valid-redirect", "redirects a valid request to a login page", Tokens(SetStatus(http.StatusFound), SetField("Location", "/login"), SetContent("text/html", login)), accepted),
		New("valid-blocked", "has a firewall that shuts valid requests out with a page", Tokens(SetStatus(http.StatusForbidden), SetContent("text/html", denied)), accepted, refusal...),
		New("valid-missing", "answers a valid request with a page that says 404", Tokens(SetStatus(http.StatusNotFound), SetContent("text/html", denied)), accepted, refusal...),
	}
}
