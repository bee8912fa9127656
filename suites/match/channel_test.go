package match_test

import (
	"testing"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
)

func plain(x evidence.Exchange) evidence.Exchange {
	x.Request.URL = "http://target.test:8080/v3/oauth2/token"
	return x
}

func to(location string) evidence.Exchange {
	return plain(answered(301, "", "Location: "+location))
}

const (
	noHTTPS     = `{"error":"invalid_client","error_description":"Requests need TLS (https)."}`
	withAddress = `{"error":"invalid_client","error_description":"See https://target.test/tls.","error_uri":"https://target.test/https"}`
)

func TestPlainHTTP(t *testing.T) {
	rejected, redirect := match.NotAcceptedInClear("invalid_client", "invalid_request"), match.NotRedirected()
	const same, served, sent = "https://target.test/v3/oauth2/token", "status plain-http.served", "Location plain-http.redirect"
	beside := func(secure evidence.Exchange) match.Matcher {
		return rejected.Beside(func(evidence.Exchange) evidence.Exchange { return secure })
	}
	check(t, []row{
		{"refused", rejected, plain(unanswered(evidence.ConnectRefused)), nil},
		{"reset", rejected, plain(unanswered(evidence.ConnectionReset)), nil},
		{"400", rejected, plain(answered(400, "")), nil},
		{"403 in text", rejected, plain(answered(403, "HTTPS only")), nil},
		{"426", rejected, plain(answered(426, "")), nil},
		{"503", rejected, plain(answered(503, "<html>")), nil},
		{"an error that is not OAuth's", rejected, plain(answered(403, `{"error":"HTTPS_ONLY"}`)), nil},
		{"an OAuth error", rejected, plain(answered(401, badID)), breaks("/error plain-http.served")},
		{"an OAuth error with 503", rejected, plain(answered(503, badAsk)), breaks("/error plain-http.served")},
		{"an OAuth error, as over HTTPS", beside(answered(401, badID)), plain(answered(401, badID)), breaks("/error plain-http.served")},
		{"an OAuth error, with another status over HTTPS", beside(answered(401, badID)), plain(answered(403, badID)), nil},
		{"an OAuth error, with another code over HTTPS", beside(answered(400, badID)), plain(answered(400, badAsk)), nil},
		{"an OAuth error, for the lack of HTTPS", beside(answered(401, badID)), plain(answered(401, noHTTPS)), nil},
		{"an OAuth error, for an insecure connection", beside(answered(401, badID)), plain(answered(401, `{"error":"invalid_client","error_description":"A secure connection is required."}`)), nil},
		{"an OAuth error, with a code for it", beside(answered(401, badID)), plain(answered(401, `{"error":"invalid_client","error_description":"https_required"}`)), nil},
		{"an OAuth error, for plain HTTP", beside(answered(401, badID)), plain(answered(401, `{"error":"invalid_client","error_description":"No plain-text HTTP."}`)), nil},
		{"an OAuth error, for the security of a client", beside(answered(401, badID)), plain(answered(401, `{"error":"invalid_client","error_description":"Keep the secret secure."}`)), breaks("/error plain-http.served")},
		{"an OAuth error with an address", beside(answered(401, badID)), plain(answered(401, withAddress)), breaks("/error plain-http.served")},
		{"a refused resource, served over HTTPS", beside(answered(200, "{}")), plain(answered(403, badID)), nil},
		{"a token", rejected, plain(answered(200, aToken)), breaks("status token-issued")},
		{"a page", rejected, plain(answered(200, "<html>"+canary)), breaks(served)},
		{"nothing with 204", rejected, plain(answered(204, "")), breaks(served)},
		{"an unfinished answer", rejected, plain(answered(101, "")), breaks(served)},
		{"the same resource", rejected, to(same), nil},
		{"the same on another port", rejected, to("https://TARGET.test:8443/v3/oauth2/token"), nil},
		{"another path", rejected, to("https://target.test/" + canary), breaks(sent)},
		{"another host", rejected, to("https://www.target.test/v3/oauth2/token"), breaks(sent)},
		{"still plain", rejected, to("http://target.test/v3/oauth2/token"), breaks(sent)},
		{"a relative one", rejected, to("/v3/oauth2/token"), breaks(sent)},
		{"nowhere", rejected, plain(answered(302, "")), breaks(sent)},
		{"an address that is none", rejected, to("https://[" + canary), breaks(sent)},

		{"redirected to the same", redirect, to(same), breaks(sent)},
		{"redirected elsewhere, which is the other clause's", redirect, to("https://elsewhere.test/"), nil},
		{"not redirected", redirect, plain(answered(403, "")), nil},
		{"not answered", redirect, plain(unanswered(evidence.Timeout)), nil},
	}, canary)
}

func TestOverTLS(t *testing.T) {
	check(t, []row{
		{"https", match.OverTLS(), answered(200, ""), nil},
		{"http", match.OverTLS(), plain(answered(200, "")), breaks("url scheme")},
	})
}

func TestTrusted(t *testing.T) {
	check(t, []row{
		{"an answer", match.Trusted(), answered(200, ""), nil},
		{"a failure of another kind", match.Trusted(), unanswered(evidence.ConnectionReset), nil},
		{"an unknown authority", match.Trusted(), unanswered(evidence.TLSUntrusted), breaks("certificate tls.untrusted")},
		{"another host", match.Trusted(), unanswered(evidence.TLSHostname), breaks("certificate tls.hostname")},
		{"expired", match.Trusted(), unanswered(evidence.TLSExpired), breaks("certificate tls.expired")},
		{"bad otherwise", match.Trusted(), unanswered(evidence.TLSCertificate), breaks("certificate tls.certificate")},
	})
}

func TestHandshakes(t *testing.T) {
	shaken := evidence.Exchange{ID: "tls-1-1", TLS: &evidence.TLS{Version: "TLS 1.1"}}
	speaks, refuses := match.Speaks("TLS 1.1"), match.Refuses("TLS 1.1")
	check(t, []row{
		{"spoken", speaks, shaken, nil},
		{"not spoken", speaks, unanswered(evidence.TLSVersion), breaks("tls tls.version")},
		{"nothing said", speaks, evidence.Exchange{ID: "tls-1-1"}, breaks("tls tls.version")},
		{"refused", refuses, unanswered(evidence.TLSVersion), nil},
		{"not refused", refuses, shaken, breaks("tls tls.version")},
	})
}
