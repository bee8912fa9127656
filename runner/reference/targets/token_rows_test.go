package targets

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strings"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/prioticket"
)

// tokenRow is a row of ruling 9, or a neighbour of one: what is changed in the documented request, and the
// answer. A code of "" is a token, or the generic error model.
type tokenRow struct {
	name   string
	edits  []edit
	status int
	code   string
}

func tokenRows() []tokenRow {
	return slices.Concat(acceptedRows(), unreadableRows(), misspeltRows(), clientRows(), negotiationRows())
}

const (
	grant  = `"grant_type":"client_credentials"`
	inBody = `,"client_id":"` + testID + `","client_secret":"` + testSecret + `"`
)

func member(name, value string) string { return `,"` + name + `":"` + value + `"` }

// acceptedRows are answered with a token.
func acceptedRows() []tokenRow {
	return []tokenRow{
		{"documented", nil, 200, ""},
		{"white space and order", []edit{body(" \r\n{\t\"scope\" :\n\"" + prioticket.ReadonlyScope + "\" , " + grant + "}\n ")}, 200, ""},
		{"charset parameter", []edit{contentType(`Application/JSON; charset="utf-8"`)}, 200, ""},
		{"escaped member name", []edit{body(`{"\u0067rant_type":"client_credentials"}`)}, 200, ""},
		{"unknown extra parameter", []edit{body(`{` + grant + `,"extra":{"a":[1,2,{"b":null}]}}`)}, 200, ""},
		{"scheme in lower case", []edit{authorization("basic " + strings.TrimPrefix(basic(testID, testSecret), "Basic "))}, 200, ""},
		{"several spaces after the scheme", []edit{authorization("BASIC   " + strings.TrimPrefix(basic(testID, testSecret), "Basic "))}, 200, ""},
		{"form-encoded", []edit{form("grant_type", "client_credentials")}, 200, ""},
		{"form with extra and empty parameters", []edit{form("grant_type", "client_credentials", "extra", "1", "client_secret", "")}, 200, ""},
		{"credentials in the JSON body", []edit{authorization(), body(`{` + grant + inBody + `}`)}, 200, ""},
		{"credentials in the form", []edit{authorization(), form("grant_type", "client_credentials", "client_id", testID, "client_secret", testSecret)}, 200, ""},
		{"client_id alone beside the header", []edit{body(`{` + grant + member("client_id", testID) + `}`)}, 200, ""},
		{"query beside the header", []edit{func(q *question) { q.query = "?client_secret=x&grant_type=y" }}, 200, ""},
	}
}

// unreadableRows have no body that could be read, or none that asks for a grant.
func unreadableRows() []tokenRow {
	return []tokenRow{
		{"grant_type missing", []edit{body(`{"scope":"` + prioticket.BookingScope + `"}`)}, 400, "invalid_request"},
		{"grant_type missing in a form", []edit{form("scope", prioticket.BookingScope)}, 400, "invalid_request"},
		{"body empty", []edit{body("")}, 400, "invalid_request"},
		{"form empty", []edit{form()}, 400, "invalid_request"},
		{"body {}", []edit{body("{}")}, 400, "invalid_request"},
		{"body cut short", []edit{body(`{` + grant)}, 400, "invalid_request"},
		{"body garbage", []edit{body("authconform: this is not JSON")}, 400, "invalid_request"},
		{"body with trailing data", []edit{body(`{` + grant + `} {}`)}, 400, "invalid_request"},
		{"body with a byte order mark", []edit{body("\ufeff{" + grant + `}`)}, 400, "invalid_request"},
		{"body not UTF-8", []edit{body("{" + grant + `,"extra":"` + "\xff" + `"}`)}, 400, "invalid_request"},
		{"body an array", []edit{body(`[{` + grant + `}]`)}, 400, "invalid_request"},
		{"body null", []edit{body("null")}, 400, "invalid_request"},
		{"body nested deeply", []edit{body(strings.Repeat("[", 60_000))}, 400, "invalid_request"},
		{"member nested deeply", []edit{body(`{"a":` + strings.Repeat("[", 60_000))}, 400, "invalid_request"},
		{"body of 64 KiB", []edit{body(`{` + grant + `}` + strings.Repeat(" ", reference.MaxBody-len(grant)-2))}, 200, ""},
		{"body larger than 64 KiB", []edit{body(`{` + grant + `}` + strings.Repeat(" ", reference.MaxBody-len(grant)-1))}, 400, "invalid_request"},
	}
}

// misspeltRows ask for what there is not, in the wrong type or in the wrong words.
func misspeltRows() []tokenRow {
	return []tokenRow{
		{"form malformed", []edit{form(), body("grant_type=%zz")}, 400, "invalid_request"},
		{"grant_type a number", []edit{body(`{"grant_type":1}`)}, 400, "invalid_request"},
		{"grant_type a boolean", []edit{body(`{"grant_type":true}`)}, 400, "invalid_request"},
		{"grant_type an array", []edit{body(`{"grant_type":["client_credentials"]}`)}, 422, "UNPROCESSABLE_ENTITY"},
		{"grant_type an object", []edit{body(`{"grant_type":{}}`)}, 422, "UNPROCESSABLE_ENTITY"},
		{"grant_type null", []edit{body(`{"grant_type":null}`)}, 400, "invalid_request"},
		{"grant_type empty", []edit{body(`{"grant_type":""}`)}, 400, "invalid_request"},
		{"grant_type unknown", []edit{body(`{"grant_type":"authconform_unknown_grant"}`)}, 400, "unsupported_grant_type"},
		{"grant_type in another case", []edit{body(`{"grant_type":"CLIENT_CREDENTIALS"}`)}, 400, "unsupported_grant_type"},
		{"member name in another case", []edit{body(`{"Grant_Type":"client_credentials"}`)}, 400, "invalid_request"},
		{"scope a number", []edit{body(`{` + grant + `,"scope":1}`)}, 400, "invalid_request"},
		{"scope unknown", []edit{body(`{` + grant + member("scope", "https://authconform.invalid/no-such-scope") + `}`)}, 400, "invalid_scope"},
		{"scope known and unknown", []edit{body(`{` + grant + member("scope", prioticket.BookingScope+" nothing") + `}`)}, 400, "invalid_scope"},
	}
}

// clientRows are about who the client is.
func clientRows() []tokenRow {
	return []tokenRow{
		{"wrong secret", []edit{authorization(basic(testID, "wrong"))}, 401, "invalid_client"},
		{"secret cut short", []edit{authorization(basic(testID, testSecret[:len(testSecret)-1]))}, 401, "invalid_client"},
		{"secret in another case", []edit{authorization(basic(testID, strings.ToUpper(testSecret)))}, 401, "invalid_client"},
		{"secret empty", []edit{authorization(basic(testID, ""))}, 401, "invalid_client"},
		{"unknown client", []edit{authorization(basic("nobody", testSecret))}, 401, "invalid_client"},
		{"wrong secret in the body", []edit{authorization(), body(`{` + grant + member("client_id", testID) + member("client_secret", "wrong") + `}`)}, 401, "invalid_client"},
		{"wrong secret before an unknown grant", []edit{authorization(basic(testID, "wrong")), body(`{"grant_type":"x"}`)}, 401, "invalid_client"},
		{"scheme Bearer", []edit{authorization("Bearer abc")}, 401, "invalid_client"},
		{"scheme Digest", []edit{authorization(`Digest username="x", response="y"`)}, 401, "invalid_client"},
		{"scheme alone", []edit{authorization("Basic")}, 401, "invalid_client"},
		{"header empty", []edit{authorization("")}, 401, "invalid_client"},
		{"not base64", []edit{authorization("Basic %%%not-base64%%%")}, 401, "invalid_client"},
		{"no colon", []edit{authorization("Basic " + base64.StdEncoding.EncodeToString([]byte("nobody")))}, 401, "invalid_client"},
		{"not form-encoded", []edit{authorization("Basic " + base64.StdEncoding.EncodeToString([]byte(testID+":"+testSecret)))}, 401, "invalid_client"},
		{"no client authentication", []edit{authorization()}, 401, "invalid_client"},
		{"client_id alone", []edit{authorization(), body(`{` + grant + member("client_id", testID) + `}`)}, 401, "invalid_client"},
		{"credentials in the query only", []edit{authorization(), func(q *question) {
			q.query = "?" + url.Values{"client_id": {testID}, "client_secret": {testSecret}}.Encode()
		}}, 401, "invalid_client"},
		{"whole request in the query", []edit{authorization(), form(), func(q *question) {
			q.query = "?" + url.Values{"client_id": {testID}, "client_secret": {testSecret}, "grant_type": {"client_credentials"}}.Encode()
		}}, 401, "invalid_client"},
		{"credentials in header and JSON body", []edit{body(`{` + grant + inBody + `}`)}, 400, "invalid_request"},
		{"credentials in header and form", []edit{form("grant_type", "client_credentials", "client_id", testID, "client_secret", testSecret)}, 400, "invalid_request"},
		{"another client_id beside the header", []edit{body(`{` + grant + member("client_id", "nobody") + `}`)}, 400, "invalid_request"},
		{"two Authorization headers", []edit{authorization(basic(testID, testSecret), basic(testID, testSecret))}, 400, "invalid_request"},
		{"parameter twice", []edit{body(`{` + grant + `,` + grant + `}`)}, 400, "invalid_request"},
		{"parameter twice, escaped once", []edit{body(`{` + grant + `,"grant_typ\u0065":"client_credentials"}`)}, 400, "invalid_request"},
		{"parameter twice in a form", []edit{form("grant_type", "client_credentials", "grant_type", "client_credentials")}, 400, "invalid_request"},
	}
}

// negotiationRows are about methods, media types and addresses.
func negotiationRows() []tokenRow {
	return []tokenRow{
		{"text/plain", []edit{contentType("text/plain")}, 415, ""},
		{"no content type", []edit{contentType("")}, 415, ""},
		{"content type malformed", []edit{contentType("application/json; charset")}, 415, ""},
		{"XML accepted alone", []edit{accept("application/xml")}, 406, ""},
		{"JSON refused", []edit{accept("application/json;q=0, */*")}, 406, ""},
		{"anything accepted", []edit{accept("text/html, */*;q=0.1")}, 200, ""},
		{"GET", []edit{method("GET"), body(""), contentType("")}, 405, ""},
		{"HEAD", []edit{method("HEAD"), body(""), contentType("")}, 405, ""},
		{"PUT", []edit{method("PUT")}, 405, ""},
		{"PATCH", []edit{method("PATCH")}, 405, ""},
		{"DELETE", []edit{method("DELETE")}, 405, ""},
		{"OPTIONS", []edit{method("OPTIONS")}, 405, ""},
		{"GET before Accept", []edit{method("GET"), accept("application/xml")}, 405, ""},
		{"another path", []edit{func(q *question) { q.path += "/" }}, 404, ""},
	}
}
