package client

import (
	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/evidence"
)

// keyPlace says where a contract has its API key.
func keyPlace(c *openapi.Contract) string {
	key := c.Facts.ClientAuthentication.Key
	switch key.In {
	case "query":
		return "the query, as " + key.Name
	case "cookie":
		return "the cookie " + key.Name
	}
	return "the header field " + key.Name
}

// keyCheck looks at requests that authenticate, or fail to, by an API key (R29).
func keyCheck(c *openapi.Contract) check {
	name := c.Facts.ClientAuthentication.Key.Name
	return check{
		id: "client.authentication.key", of: func(s scene) []evidence.Exchange { return s.asks }, none: noRequest, speaks: unchallenged,
		broken: func(_ scene, x evidence.Exchange) []wire.Violation {
			switch shown := credentialsOf(x).key; {
			case len(shown) == 0:
				return []wire.Violation{violation(name, "authentication.none", "wanted the API key in %s, found none", keyPlace(c))}
			case wrong(shown):
				return []wire.Violation{violation(name, "authentication.wrong", "wanted the API key that the client was given, found another text")}
			}
			return nil
		},
	}
}

// inBodyCheck looks at requests that authenticate, or fail to, where the body alone is documented for it (R29).
func inBodyCheck(c *openapi.Contract) check {
	pointer := wire.Child("", c.Facts.ClientAuthentication.SecretParameter)
	return check{
		id: "client.authentication.in-body", of: func(s scene) []evidence.Exchange { return s.asks }, none: noRequest,
		speaks: func(s scene, x evidence.Exchange) string {
			switch shows := credentialsOf(x); {
			case len(shows.url) > 0:
				return "the client had its credentials in the URL"
			case len(shows.body) == 0 && c.RequestRequires(c.Facts.ClientAuthentication.SecretParameter):
				return "no request had the members that the document wants there, which its own clause tells of"
			}
			return unchallenged(s, x)
		},
		broken: func(_ scene, x evidence.Exchange) []wire.Violation {
			switch shows := credentialsOf(x); {
			case len(shows.body) == 0 && len(shows.header) > 0:
				return []wire.Violation{violation("Authorization", "authentication.header", "wanted the client's credentials in the body, found them in Authorization")}
			case len(shows.body) == 0:
				return []wire.Violation{violation(pointer, "authentication.none", "wanted the client's identifier and secret in the body, found none")}
			case wrong(shows.body):
				return []wire.Violation{violation(pointer, "authentication.wrong", "wanted the identifier and the secret that the client was given, found others")}
			}
			return nil
		},
	}
}

// unchallenged leaves out a first request without credentials, which is noted.
func unchallenged(s scene, x evidence.Exchange) string {
	if credentialsOf(x).none() && s.wantsChallenge(x) {
		return "the client authenticates when it is told to"
	}
	return ""
}
