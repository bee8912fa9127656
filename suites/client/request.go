package client

import (
	"fmt"
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

const (
	noRequest = "it made no request for a token"
	formBody  = "application/x-www-form-urlencoded"
	jsonBody  = "application/json"
	// rules that only warn (R28)
	asForm   = "media-type.form"
	noAccept = "accept.absent"
)

// requests are how a client asks for tokens (R28).
func requests(c *openapi.Contract) []Clause {
	media := document(c, openapi.RequestMediaTypeKind, "")
	mediaType := New("client.request.media-type", Mandatory, media, 28,
		"sends the documented media type with its requests for tokens",
		by(scenario.Steady), wants("Content-Type: "+strings.Join(c.RequestMediaTypes(), " or ")+", and a body that is one"))
	if c.Facts.Has(facts.JSONRequests) {
		mediaType = mediaType.Mild(asForm)
	}
	accept := New("client.request.accept", Recommended, "RFC 9110, section 12.5.1", 28,
		"accepts JSON for its requests for tokens", by(scenario.Steady), wants("an Accept that does not exclude "+strings.Join(answered(c), " or ")+", or none"))
	if listsAccept(c) {
		accept.Level, accept.Source = Mandatory, document(c, openapi.ParameterKind, "Accept")
		accept = accept.Mild(noAccept)
	}
	if len(c.RequestMediaTypes()) == 0 { // requests have no body
		return watched(c, addressed(c, row{accept, acceptCheck(c).rule})...)
	}
	return watched(c, addressed(c,
		row{mediaType, mediaCheck(c).rule},
		row{accept, acceptCheck(c).rule},
		row{New("client.request.grant-type", Mandatory, grantSource(c), 28,
			"asks with the documented grant type", by(scenario.Steady), wants("grant_type "+strings.Join(grants(c), " or "))).Needs(facts.GrantTypes), grantCheck(c).rule},
	)...)
}

// addressed are rows, after those of where requests go.
func addressed(c *openapi.Contract, rows ...row) []row {
	operation := document(c, openapi.OperationKind, "")
	return append([]row{
		{New("client.request.method", Mandatory, operation, 28,
			"asks for tokens with the documented method", by(scenario.Steady), wants("the method "+c.TokenMethod())), methodCheck(c).rule},
		{New("client.request.path", Mandatory, operation, 28,
			"asks for tokens at the documented path", by(scenario.Steady), wants("a request of "+c.TokenPath())), pathCheck(c).rule},
	}, rows...)
}

// document names the place of the document that states something of requests.
func document(c *openapi.Contract, kind openapi.Kind, subject string) Source {
	for s := range c.EachRequirement() {
		if s.Kind == kind && (subject == "" || strings.EqualFold(s.Subject, subject)) {
			return Source("OpenAPI document, " + s.Pointer)
		}
	}
	return "OpenAPI document"
}

func listsAccept(c *openapi.Contract) bool {
	for s := range c.EachRequirement() {
		if s.Kind == openapi.ParameterKind && s.Value == "header" && strings.EqualFold(s.Subject, "Accept") {
			return true
		}
	}
	return false
}

func methodCheck(c *openapi.Contract) check {
	return check{
		id: "client.request.method", none: noRequest,
		of: func(s scene) []evidence.Exchange { return s.asks },
		broken: func(_ scene, x evidence.Exchange) []wire.Violation {
			if x.Request.Method == c.TokenMethod() {
				return nil
			}
			return []wire.Violation{violation("method", "method", "wanted %s, found %s", c.TokenMethod(), x.Request.Method)}
		},
	}
}

// pathCheck looks at what is meant for the token endpoint and goes elsewhere, too: whatever shows who asks, or for what.
func pathCheck(c *openapi.Contract) check {
	return check{
		id: "client.request.path", none: noRequest,
		of: func(s scene) []evidence.Exchange {
			return slices.Concat(s.asks, slices.DeleteFunc(slices.Clone(s.heard), func(x evidence.Exchange) bool {
				return x.Heard.Endpoint != evidence.Elsewhere || x.Heard.Channel != evidence.Secure || !meansToAsk(c, x)
			}))
		},
		broken: func(_ scene, x evidence.Exchange) []wire.Violation {
			if x.Heard.Endpoint == evidence.TokenEndpoint {
				return nil
			}
			return []wire.Violation{violation("path", "path", "wanted %s, found another path", c.TokenPath())}
		},
	}
}

func meansToAsk(c *openapi.Contract, x evidence.Exchange) bool {
	if slices.ContainsFunc(x.Heard.Shown, func(s evidence.Shown) bool {
		return (s.Where != evidence.AsKey || shown(x) == 0) && s.What != evidence.AccessToken && s.Where != evidence.InQuery && s.Where != evidence.InField && s.Flaw != evidence.FlawIncomplete
	}) {
		return true
	}
	body, ok := requestBody(c, nil, x)
	_, has := body.Member("grant_type")
	return ok && has
}

func requestBody(c *openapi.Contract, redacted []evidence.Named, x evidence.Exchange) (openapi.RequestBody, bool) {
	sent := openapi.Sent{MediaType: strings.Join(field(x, wire.ContentType), ", "), Body: x.Request.Body}
	for _, n := range redacted {
		sent.Redacted = append(sent.Redacted, n.Pseudonym)
	}
	return c.RequestBody(sent)
}

// bodiless says that what should be in the body is in the URL, which client.authentication.not-in-url tells of.
func bodiless(s scene, x evidence.Exchange) string {
	if len(x.Request.Body) == 0 && len(notInURLCheck().broken(s, x)) > 0 {
		return "the request was in the URL"
	}
	return ""
}

func mediaCheck(c *openapi.Contract) check {
	return check{
		id: "client.request.media-type", of: asks(c), none: noRequest, speaks: bodiless,
		broken: func(_ scene, x evidence.Exchange) []wire.Violation {
			found := wire.MediaType(header(x), c.RequestMediaTypes()...)
			_, readable := requestBody(c, nil, x)
			switch {
			case len(found) > 0 && c.Facts.Has(facts.JSONRequests) && len(wire.MediaType(header(x), formBody)) == 0 && readable:
				found[0].Rule = asForm
				return found
			case len(found) > 0:
				return found
			case !readable:
				return []wire.Violation{violation("", "body", "wanted a body of its media type, found another")}
			}
			return nil
		},
	}
}

func header(x evidence.Exchange) http.Header {
	h := http.Header{}
	for _, f := range x.Request.Header {
		h.Add(f.Name, f.Value)
	}
	return h
}

func acceptCheck(c *openapi.Contract) check {
	listed := listsAccept(c)
	return check{
		id: "client.request.accept", of: asks(c), none: noRequest,
		broken: func(_ scene, x evidence.Exchange) []wire.Violation {
			lines := slices.DeleteFunc(field(x, "Accept"), func(line string) bool { return strings.Trim(line, ", \t") == "" }) // an empty list excludes nothing
			switch {
			case len(lines) == 0 && listed:
				return []wire.Violation{violation("Accept", noAccept, "wanted Accept: %s, found none", strings.Join(answered(c), " or "))}
			case len(lines) > 0 && !slices.ContainsFunc(answered(c), func(media string) bool { return takes(strings.Join(lines, ","), media) }):
				return []wire.Violation{violation("Accept", "accept.excludes", "wanted %s among what is accepted, found %q", strings.Join(answered(c), " or "), strings.Join(lines, ", "))}
			}
			return nil
		},
	}
}

// answered are the media types of token responses: those of the document, which may be ranges, or JSON.
func answered(c *openapi.Contract) []string {
	var list []string
	for _, media := range c.SuccessMediaTypes() {
		if name, _ := wire.ParseMediaType(media); name != "" {
			list = append(list, name)
		}
	}
	if len(list) == 0 || slices.ContainsFunc(list, func(m string) bool { return strings.HasSuffix(m, "/*") }) {
		return []string{jsonBody}
	}
	return list
}

func grants(c *openapi.Contract) []string {
	list := []string{c.Facts.Grant}
	if c.Facts.Refresh.Grant != "" {
		list = append(list, c.Facts.Refresh.Grant)
	}
	return list
}

// grantSource is where the contract says which grant types there are: its document, or the page around it.
func grantSource(c *openapi.Contract) Source {
	for s := range c.EachRequirement() {
		if s.Kind == openapi.RequestValueKind && s.Subject == "grant_type" {
			return Source("OpenAPI document, " + s.Pointer)
		}
	}
	return "endpoint page, request body"
}

func grantCheck(c *openapi.Contract) check {
	text := func(x evidence.Exchange) (string, bool) {
		body, _ := requestBody(c, nil, x)
		value, _ := body.Member("grant_type")
		grant, is := value.(string)
		return grant, is
	}
	return check{
		id: "client.request.grant-type", of: asks(c), none: noRequest,
		speaks: func(_ scene, x evidence.Exchange) string {
			if _, is := text(x); !is {
				return "no request had a grant_type that is a text"
			}
			return ""
		},
		broken: func(_ scene, x evidence.Exchange) []wire.Violation {
			grant, _ := text(x)
			if slices.Contains(grants(c), grant) {
				return nil
			}
			return []wire.Violation{violation("/grant_type", "grant-type", "wanted %s, found %s", strings.Join(grants(c), " or "), quoted(grant))}
		},
	}
}

const mostQuoted = 40

func quoted(text string) string {
	if len(text) > mostQuoted {
		return fmt.Sprintf("a text of %d bytes", len(text))
	}
	return fmt.Sprintf("%q", text)
}
