package gather

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/evidence"
)

// all says that the last answers to whatever was asked are of one kind.
func (a *asker) all(kind func(evidence.Exchange) bool) bool {
	return !slices.ContainsFunc(a.record.Exchanges, func(x evidence.Exchange) bool {
		last, _ := a.record.Of(x.Probe)
		return !kind(last)
	})
}

// elsewhere says that an answer comes from something that is no token endpoint: nothing there, a web page, a redirect. A
// page around an answer, as a notice of an interpreter before it, is the endpoint's.
func elsewhere(x evidence.Exchange) bool {
	if x.Response == nil || status(x) == http.StatusUnauthorized || x.ErrorCode() != "" && status(x) != http.StatusNotFound || wrapsAnswer(x) {
		return false
	}
	answer, _ := x.Answer()
	mediaType, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	return status(x) == http.StatusNotFound || status(x) == http.StatusGone || status(x)/100 == 3 ||
		mediaType == "text/html" || strings.HasPrefix(http.DetectContentType(answer.Body), "text/html")
}

// wrapsAnswer says that the JSON of a token endpoint is somewhere in a body.
func wrapsAnswer(x evidence.Exchange) bool {
	answer, _ := x.Answer()
	start := bytes.IndexByte(answer.Body, '{')
	if start < 0 {
		return false
	}
	var members map[string]any
	err := json.NewDecoder(bytes.NewReader(answer.Body[start:])).Decode(&members)
	_, token := x.Layout.Find(members, wire.AccessToken)
	_, code := x.Layout.Find(members, wire.ErrorCode)
	return err == nil && (token || code && status(x) != http.StatusNotFound)
}

// blocks says that an answer is a web page's refusal, and no refusal of a request for a token.
func blocks(x evidence.Exchange) bool {
	return slices.Contains([]int{http.StatusForbidden, http.StatusNotAcceptable, http.StatusUnavailableForLegalReasons}, status(x))
}

// blamesClient says that an answer finds fault with the client. The code tells more than the status: a target may answer
// 401 to a body that it cannot read.
func blamesClient(x evidence.Exchange) bool {
	if code := x.ErrorCode(); code != "" && isOAuthCode(code) {
		return code == "invalid_client" || code == "unauthorized_client"
	}
	return status(x) == http.StatusUnauthorized || x.Layout != nil && status(x) == http.StatusForbidden && x.ErrorCode() != ""
}

// blamesUser says that an answer finds fault with the resource owner's credentials (RFC 6749, section 5.2).
func (a *asker) blamesUser(x evidence.Exchange) bool {
	return a.values.User.ID != "" && x.ErrorCode() == "invalid_grant"
}

// maybeUser says that an answer may be due to a wrong user name or password: how they are refused is no more than
// advised (R20).
func maybeUser(x evidence.Exchange) bool {
	if x.ErrorCode() == "unsupported_grant_type" {
		return false
	}
	return slices.Contains([]int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden}, status(x))
}

// isOAuthCode says that a code is one of RFC 6749, section 5.2: others say nothing to who does not know their contract.
func isOAuthCode(code string) bool {
	return slices.Contains([]string{
		"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope",
	}, code)
}

// places names where credentials are mended: their variables, or the files that they came from.
func (a *asker) places(variables ...string) string {
	words := make([]string, len(variables))
	for i, name := range variables {
		words[i] = a.target.PlaceOf(name)
	}
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// clientVariables are those of what the contract's clients authenticate by.
func (a *asker) clientVariables() []string {
	switch {
	case a.Contract.Facts.Has(facts.ClientIdentifiers):
		return []string{"AUTHCONFORM_CLIENT_ID", "AUTHCONFORM_CLIENT_SECRET"}
	case a.Contract.Facts.Has(facts.Authentication):
		return []string{"AUTHCONFORM_CLIENT_SECRET"}
	}
	return nil
}

// clientWords say by what the contract's clients authenticate, and where that is mended.
func (a *asker) clientWords() (what, where string) {
	what = "client id and secret"
	if !a.Contract.Facts.Has(facts.ClientIdentifiers) {
		what = "API key"
	}
	return what, a.places(a.clientVariables()...)
}

// encoded warns of credentials that look different on the wire.
func (a *asker) encoded() string {
	client := a.values.Client
	if url.QueryEscape(client.ID+client.Secret) == client.ID+client.Secret || !a.Contract.Facts.Has(facts.BasicAuthentication) {
		return ""
	}
	return "; they have characters that the contract wants form-encoded before base64, which a target may not undo"
}
