package client

import (
	"bytes"
	"net/http"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/openapi/wire"
	. "github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

// authentication is how a client says who it is (R29).
func authentication(c *openapi.Contract) []Clause {
	inHeader := New("client.authentication.in-header", Mandatory, document(c, openapi.SecurityKind, ""), 29,
		"authenticates in the header, not in the body", by(scenario.Steady), wants("Basic credentials in Authorization")).Needs(facts.BasicAuthentication)
	if c.Facts.Has(facts.BodyAuthentication) {
		inHeader.Level, inHeader.Source = Recommended, "RFC 6749, section 2.3.1"
	}
	return watched(c,
		row{New("client.authentication.basic", Mandatory, document(c, openapi.SecurityKind, ""), 29,
			"authenticates with well-formed Basic credentials of its own", by(scenario.Steady),
			wants("Basic, and the base64 of the right identifier and secret")).Needs(facts.BasicAuthentication), basicCheck().rule},
		row{New("client.authentication.one-mechanism", Mandatory, "RFC 6749, section 2.3", 29,
			"authenticates in one way at a time", by(scenario.Steady), wants("credentials in one place")).Needs(facts.Authentication), oneMechanismCheck().rule},
		row{inHeader, inHeaderCheck().rule},
		row{New("client.authentication.in-body", Mandatory, document(c, openapi.RequestMediaTypeKind, ""), 29,
			"authenticates in the body, with the identifier and the secret of its own", by(scenario.Steady),
			wants("the right identifier and secret in the body")).Needs(facts.BodyAloneAuthentication), inBodyCheck(c).rule},
		row{New("client.authentication.key", Mandatory, document(c, openapi.SecurityKind, ""), 29,
			"authenticates by the API key of its own, where the document has it", by(scenario.Steady),
			wants("the right key in "+keyPlace(c))).Needs(facts.KeyAuthentication), keyCheck(c).rule},
		row{New("client.authentication.form-encoded", Mandatory, "endpoint page, request body", 29,
			"form-encodes identifier and secret before base64", by(scenario.Special),
			wants("identifier and secret form-encoded (RFC 6749, section 2.3.1)")).Needs(facts.BasicAuthentication, facts.FormEncodedClients), formEncoded},
		row{New("client.authentication.not-in-url", Mandatory, "RFC 6749, section 2.3.1", 29,
			"keeps credentials, passwords and tokens out of URLs", by(scenario.Steady), wants("no secret in a URL")), notInURLCheck().rule},
	)
}

// credentials are where a request shows what authenticates a client, as far as that has a secret in it.
type credentials struct {
	header, body, url, field, key []evidence.Shown
}

func credentialsOf(x evidence.Exchange) credentials {
	var c credentials
	for _, s := range x.Heard.Shown {
		if s.What != evidence.ClientCredential && s.What != evidence.ClientSecret {
			continue
		}
		switch s.Where {
		case evidence.InAuthorization:
			c.header = append(c.header, s)
		case evidence.InBody:
			if s.Flaw != evidence.FlawIncomplete { // the identifier alone says who asks, and proves nothing
				c.body = append(c.body, s)
			}
		case evidence.AsKey:
			if s.Flaw != evidence.FlawIncomplete {
				c.key = append(c.key, s)
			}
		case evidence.InField: // no way to authenticate, but one more to show the secret
			c.field = append(c.field, s)
		case evidence.InQuery:
			if s.Flaw != evidence.FlawIncomplete {
				c.url = append(c.url, s)
			}
		}
	}
	return c
}

func (c credentials) none() bool {
	return len(c.header)+len(c.body)+len(c.url)+len(c.field)+len(c.key) == 0
}

// identified are the requests that authenticate a client, or fail to, and bytes that would be one if they could be read.
func identified(s scene) []evidence.Exchange {
	return slices.Concat(s.asks, slices.DeleteFunc(slices.Clone(s.heard), func(x evidence.Exchange) bool {
		return x.Heard.Endpoint != evidence.Unreadable || x.Heard.Channel != evidence.Secure || !showsAuthorization(x)
	}))
}

func showsAuthorization(x evidence.Exchange) bool {
	return !credentialsOf(x).none() || bytes.Contains(bytes.ToLower(x.Request.Body), []byte("authorization: basic"))
}

func basicCheck() check {
	return check{
		id: "client.authentication.basic", of: identified, none: noRequest,
		speaks: func(s scene, x evidence.Exchange) string {
			shows := credentialsOf(x)
			switch {
			case x.Heard.Endpoint == evidence.Unreadable, len(shows.header) > 0 || wrong(shows.body):
				return ""
			case len(shows.body) > 0:
				return "the client authenticated in the body"
			case len(shows.url) > 0:
				return "the client had its credentials in the URL"
			case s.wantsChallenge(x):
				return "the client authenticates when it is told to"
			}
			return ""
		},
		broken: func(_ scene, x evidence.Exchange) []wire.Violation { return notBasic(x) },
		note: func(s scene, x evidence.Exchange) string {
			if i := slices.IndexFunc(s.asks, func(first evidence.Exchange) bool { return first.Heard.Life == x.Heard.Life }); i >= 0 && s.wantsChallenge(s.asks[i]) {
				return "it asks without credentials first, to be challenged"
			}
			return ""
		},
	}
}

// notBasic finds what is wrong with a request's credentials, wherever they are.
func notBasic(x evidence.Exchange) []wire.Violation {
	const field = "Authorization"
	if x.Heard.Endpoint == evidence.Unreadable {
		return []wire.Violation{violation(field, "authentication.malformed", "wanted Basic credentials in one line, found a request that cannot be read")}
	}
	shows := credentialsOf(x)
	if len(shows.header)+len(shows.body)+len(shows.url) == 0 {
		return []wire.Violation{violation(field, "authentication.none", "wanted Basic credentials, found none")}
	}
	var found []wire.Violation
	for _, s := range shows.header {
		switch {
		case !strings.EqualFold(s.Scheme, "Basic"):
			found = append(found, violation(field, "authentication.scheme", "wanted the scheme Basic, found %s", quoted(s.Scheme)))
		case s.Flaw == evidence.FlawMalformed:
			found = append(found, violation(field, "authentication.malformed", "wanted base64 of identifier, colon and secret (RFC 7617), found something else"))
		case s.Flaw != "" && s.Flaw != evidence.FlawUnencoded:
			found = append(found, violation(field, "authentication.wrong", "wanted the identifier and the secret that the client was given, found others"))
		}
	}
	if len(shows.header) == 0 && wrong(shows.body) {
		found = append(found, violation("", "authentication.wrong", "wanted the identifier and the secret that the client was given, found others"))
	}
	return found
}

func wrong(shown []evidence.Shown) bool {
	return slices.ContainsFunc(shown, func(s evidence.Shown) bool { return s.Flaw == evidence.FlawWrong || s.Flaw == evidence.FlawMalformed })
}

// wantsChallenge says that a request has no credentials, and that this is a client's way of being challenged (R29): it is
// refused and followed by one that has them, by the same one where it is not the first of a life; or it was answered with
// something else than a challenge, by which nobody learns that credentials are wanted.
func (s scene) wantsChallenge(x evidence.Exchange) bool {
	if !credentialsOf(x).none() || granted(x) {
		return false
	}
	if !slices.Contains([]int{http.StatusBadRequest, http.StatusUnauthorized}, status(x)) {
		return x.Response != nil && x.Request.Method == http.MethodPost && len(x.Request.Body) > 0 && len(field(x, "Authorization")) == 0
	}
	of := life(s.asks, x.Heard.Life)
	at := slices.IndexFunc(of, func(y evidence.Exchange) bool { return y.ID == x.ID })
	if at == 0 {
		return len(of) > 1 && !credentialsOf(of[1]).none()
	}
	return slices.ContainsFunc(of[at+1:], func(y evidence.Exchange) bool {
		return !credentialsOf(y).none() && bytes.Equal(y.Request.Body, x.Request.Body)
	})
}

func oneMechanismCheck() check {
	return check{
		id: "client.authentication.one-mechanism", of: func(s scene) []evidence.Exchange { return s.asks }, none: noRequest,
		speaks: func(_ scene, x evidence.Exchange) string {
			if credentialsOf(x).none() {
				return "no request had the client's credentials"
			}
			return ""
		},
		broken: func(_ scene, x evidence.Exchange) []wire.Violation {
			shows := credentialsOf(x)
			places := 0
			for _, of := range [][]evidence.Shown{shows.header, shows.body, shows.url, shows.field, shows.key} {
				places += min(len(of), 1)
			}
			switch {
			case places > 1:
				return []wire.Violation{violation("Authorization", "authentication.twice", "wanted credentials in one place, found them in %d", places)}
			case len(shows.header) > 1 || len(field(x, "Authorization")) > 1:
				return []wire.Violation{violation("Authorization", "authentication.twice", "wanted one Authorization field, found several")}
			}
			return nil
		},
	}
}

func inHeaderCheck() check {
	return check{
		id: "client.authentication.in-header", of: func(s scene) []evidence.Exchange { return s.asks }, none: noRequest,
		speaks: func(_ scene, x evidence.Exchange) string {
			if shows := credentialsOf(x); len(shows.header)+len(shows.body) == 0 {
				return "no request had the client's credentials in the header, or in the body"
			}
			return ""
		},
		broken: func(_ scene, x evidence.Exchange) []wire.Violation {
			if shows := credentialsOf(x); len(shows.header) == 0 {
				return []wire.Violation{violation("Authorization", "authentication.body", "wanted the client's credentials in Authorization, found them in the body")}
			}
			return nil
		},
	}
}

// formEncodedCheck speaks of requests of which it makes a difference.
func formEncodedCheck() check {
	return check{
		id: "client.authentication.form-encoded", of: func(s scene) []evidence.Exchange { return s.asks },
		speaks: func(s scene, x evidence.Exchange) string {
			if slices.ContainsFunc(credentialsOf(x).header, func(c evidence.Shown) bool {
				return c.Flaw == evidence.FlawUnencoded || c.Flaw == "" && s.Name == scenario.Special
			}) {
				return ""
			}
			return "no request had credentials for which it makes a difference"
		},
		broken: func(_ scene, x evidence.Exchange) []wire.Violation {
			for _, c := range credentialsOf(x).header {
				if c.Flaw == evidence.FlawUnencoded {
					return []wire.Violation{violation("Authorization", "authentication.unencoded", "wanted identifier and secret form-encoded before base64, found them as they are")}
				}
			}
			return nil
		},
	}
}

func formEncoded(v view) finding {
	f := formEncodedCheck().rule(v)
	if f.held == nil {
		return f
	}
	special := v.of(scenario.Special)
	inBody := slices.ContainsFunc(special.asks, func(x evidence.Exchange) bool { return len(credentialsOf(x).body) > 0 })
	if held := v.idle(special); held == nil && inBody {
		f.held = &Held{Status: Skipped, Reason: "the client authenticated in the body"}
	} else {
		f.held = v.unmet(special, "the client showed no Basic credentials")
	}
	return f
}

// notInURLCheck looks at every request, but for what is sent astray (R34).
func notInURLCheck() check {
	return check{
		id: "client.authentication.not-in-url", none: "it made no request",
		of: func(s scene) []evidence.Exchange {
			return slices.DeleteFunc(slices.Clone(s.heard), func(x evidence.Exchange) bool {
				return x.Request.Method == "" || x.Heard.Channel != evidence.Secure
			})
		},
		broken: func(_ scene, x evidence.Exchange) []wire.Violation {
			var found []wire.Violation
			for _, s := range x.Heard.Shown {
				if s.Where == evidence.InQuery && s.Flaw != evidence.FlawIncomplete && s.Flaw != evidence.FlawMadeUp {
					found = append(found, violation("URL", "authentication.url", "wanted no secret in a URL, found the %s", words(s.What)))
				}
			}
			return found
		},
	}
}

func words(c evidence.Credential) string {
	if c == evidence.ClientCredential {
		return "client's credentials"
	}
	return string(c)
}
