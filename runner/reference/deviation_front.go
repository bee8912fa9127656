package reference

import "net/http"

// frontDeviations answer valid requests as something before the target would, that is broken or in the way. A client that
// does not exist is refused as the contract says: the endpoint is there (R26). refusal are the clauses that a page in the
// place of an error breaks besides.
func frontDeviations(refusal ...string) []Deviation {
	const accepted = "token.valid.accepted"
	const warning = "<br />\n<b>Notice</b>:  Undefined index: scope in <b>/srv/token.php</b> on line <b>12</b><br />\n"
	const login, denied = "<!doctype html><title>Log in</title>", "<html><head><title>403 Forbidden</title></head><body>Request blocked.</body></html>"
	return []Deviation{
		breaks("valid-page", "shows a web page to a valid request", tokens(content("text/html; charset=utf-8", login)), accepted),
		breaks("valid-notice", "writes an interpreter's notice before every token", tokens(before(warning), field("Content-Type", "text/html; charset=utf-8")), accepted),
		breaks("valid-redirect", "redirects a valid request to a login page", tokens(statusIs(http.StatusFound), field("Location", "/login"), content("text/html", login)), accepted),
		breaks("valid-blocked", "has a firewall that shuts valid requests out with a page", tokens(statusIs(http.StatusForbidden), content("text/html", denied)), accepted, refusal...),
		breaks("valid-missing", "answers a valid request with a page that says 404", tokens(statusIs(http.StatusNotFound), content("text/html", denied)), accepted, refusal...),
	}
}
