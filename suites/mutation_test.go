package suites_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/runner/gather"
	"github.com/authconform/authconform/runner/reference"
)

// mutation is a change of the document, and what has to follow from it for the catalogue and for the verdict about
// one and the same target.
type mutation struct {
	// edits are pairs of the document's text and what takes its place.
	edits []string
	// bend makes another target of the sound one; nil leaves it as it is.
	bend func(*reference.Config)
	// added and removed are the clauses that come and go with the change.
	added, removed []string
	// before are the clauses that the target breaks by the document as it is, after those by the changed one.
	before, after []string
}

// A changed document changes the verdict about one and the same target exactly as it has to, without an edit in Go.
func TestVerdictFollowsTheDocument(t *testing.T) {
	for name, m := range mutations() {
		t.Run(name, func(t *testing.T) { m.hold(t) })
	}
}

func (m mutation) hold(t *testing.T) {
	t.Helper()
	contract := mutated(t, m.edits...)
	before, after := catalogueIDs(t, mutated(t)), catalogueIDs(t, contract)
	if diff := cmp.Diff(m.added, without(after, before)); diff != "" {
		t.Errorf("clauses that came (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(m.removed, without(before, after)); diff != "" {
		t.Errorf("clauses that went (-want +got):\n%s", diff)
	}
	if m.bend != nil {
		if diff := cmp.Diff(m.before, brokenBy(t, mutated(t), m.bend)); diff != "" {
			t.Errorf("broken by the document as it is (-want +got):\n%s", diff)
		}
	}
	if diff := cmp.Diff(m.after, brokenBy(t, contract, m.bend)); diff != "" {
		t.Errorf("broken by the changed document (-want +got):\n%s", diff)
	}
}

func mutations() map[string]mutation {
	const (
		challenge = "              description: The authentication schemes that the endpoint takes.\n"
		errorURI  = "          description: The address of a page about the error.\n          type: string\n"
		scope     = "          description: What was granted; it may be left out when that is what was asked for.\n          type: string\n"
		refused   = "        \"406\":\n"
	)
	return map[string]mutation{
		"a value that the target gives is removed": {
			edits:   []string{"        - invalid_client\n", ""},
			removed: []string{"errors.code.invalid_client"},
			after:   []string{"errors.oauth-error-model.error.enum"},
		},
		"a value that the target never gives is removed": {
			edits:   []string{"        - invalid_grant\n", ""},
			removed: []string{"errors.code.invalid_grant"},
		},
		"a member that the target leaves out is required": {
			edits: []string{"      required:\n        - error\n\n", "      required:\n        - error\n        - error_code\n\n"},
			added: []string{"errors.oauth-error-model.error_code.required"},
			after: []string{"errors.oauth-error-model.error_code.required"},
		},
		"a member that the target sends is required": {
			edits: []string{"        - expires_in\n", "        - expires_in\n        - scope\n"},
			added: []string{"token.body.scope.required"},
		},
		"a type becomes another": {
			edits: []string{"type: integer", "type: string"},
			after: []string{"token.body.expires_in.type"},
		},
		"a type becomes wider": {
			edits: []string{"type: integer", "type: number"},
		},
		"a status that the target gives is documented": {
			edits: []string{refused, "        \"415\":\n          description: new\n          content: {application/json: {schema: {type: object, required: [error, why]}}}\n" + refused},
			added: []string{
				"errors.media-type.415", "errors.response-415.error.required", "errors.response-415.type",
				"errors.response-415.why.required", "errors.status.415",
			},
			after: []string{"errors.response-415.why.required"},
		},
		"a status that the target never gives is documented": {
			edits: []string{refused, "        \"402\":\n          $ref: \"#/components/responses/NotAcceptable\"\n" + refused},
			added: []string{"errors.media-type.402", "errors.status.402"},
		},
		"a status becomes documented that the target gives where it may give any documented one": {
			edits:  []string{refused, "        \"418\":\n          $ref: \"#/components/responses/NotAcceptable\"\n" + refused},
			bend:   repeatedParameterGets(http.StatusTeapot),
			added:  []string{"errors.media-type.418", "errors.status.418"},
			before: []string{"errors.duplicate-parameter.refused", "errors.status.documented"},
			after:  []string{"errors.duplicate-parameter.refused"},
		},
		"a header that the target sends is required": {
			edits: []string{challenge, challenge + "              required: true\n"},
			added: []string{"headers.www-authenticate.on-401"},
		},
		"a header that the target does not send is required": {
			edits: []string{
				"            WWW-Authenticate:\n", "            X-Request-Id: {required: true, schema: {type: string}}\n            WWW-Authenticate:\n",
			},
			added: []string{"headers.x-request-id.on-401"},
			after: []string{"headers.x-request-id.on-401"},
		},
		"a header that the target does not send may be left out, and is a number": {
			edits: []string{
				"            WWW-Authenticate:\n", "            X-Count: {schema: {type: integer}}\n            WWW-Authenticate:\n",
			},
			added: []string{"headers.x-count.on-401"},
		},
		"a header is required that the target sends at times": {
			edits:  []string{challenge, challenge + "              required: true\n"},
			bend:   challengesHeadersAlone,
			added:  []string{"headers.www-authenticate.on-401"},
			before: []string{"errors.no-credentials.challenge"},
			after:  []string{"errors.no-credentials.challenge", "headers.www-authenticate.on-401"},
		},
		"a member may be null": {
			edits:  []string{errorURI, errorURI + "          nullable: true\n"},
			bend:   sending("error_uri", nil, http.StatusBadRequest, http.StatusUnauthorized),
			before: []string{"errors.oauth-error-model.error_uri.type"},
		},
		"a member of success may be null": {
			edits: []string{scope, scope + "          nullable: true\n"},
		},
		"a member has a slash and a tilde in its name": {
			edits:  []string{"        scope:\n" + scope, "        a/b~c: {type: integer}\n        scope:\n" + scope},
			bend:   sending("a/b~c", "three", http.StatusOK),
			added:  []string{"token.body.a-b-c.type"},
			before: []string{"token.body.closed"},
			after:  []string{"token.body.a-b-c.type"},
		},
		"a closed object is opened": {
			edits:   []string{"    ClientCredentialsGrantResponse:\n      type: object\n      additionalProperties: false\n", "    ClientCredentialsGrantResponse:\n      type: object\n"},
			bend:    sending("refresh_token", "none", http.StatusOK),
			removed: []string{"token.body.closed"},
			before:  []string{"token.body.closed"},
		},
		"a method is documented": {
			edits:   []string{"  /oauth2/token:\n", "  /oauth2/token:\n    get: {responses: {\"204\": {description: fine}}}\n"},
			removed: []string{"errors.method-get.refused"},
		},
		"another path, where the target answers": {
			edits: []string{"  /oauth2/token:\n", "  /oauth3/tokens:\n"},
			bend:  alsoAt("/oauth3/tokens"),
		},
		"further servers": {
			edits: []string{"security:\n  - basicAuth", "  - url: http://localhost:8080\n  - url: https://eu.example.com\nsecurity:\n  - basicAuth"},
		},
		"another server variable": {
			edits: []string{"https://{environment}.prioticket.com", "https://{environment}.{region}.prioticket.com", "      version:\n", "      region:\n        default: eu\n        enum: [eu, us]\n      version:\n"},
		},
	}
}

// What a document calls its members and values is its own business: the clauses that follow have IDs all the same, and
// are judged.
func TestWordsOfDocuments(t *testing.T) {
	const (
		scope     = "          description: What was granted; it may be left out when that is what was asked for.\n          type: string\n"
		code      = "          description: A code for the error, one of very many.\n          type: string\n"
		tokenType = "          description: The scheme to send the token with.\n          type: string\n"
		generic   = "[invalid_request, METHOD_NOT_ALLOWED, NOT_ACCEPTABLE, UNPROCESSABLE_ENTITY]"
	)
	for name, m := range map[string]mutation{
		"addresses as values": {
			edits: []string{scope, scope + "          enum: [\"https://www.prioticketapis.com/auth/distributor.booking\"]\n"},
			added: []string{"token.body.scope.enum", "token.code.https-www.prioticketapis.com-auth-distributor.booking"},
		},
		"numbers as values": {
			edits: []string{"type: integer", "type: integer\n          enum: [3600, 7200]"},
			added: []string{"token.body.expires_in.enum", "token.code.3600", "token.code.7200"},
		},
		"values that differ in case alone": {
			edits: []string{tokenType, tokenType + "          enum: [Bearer, Bearer-2, bearer 3]\n"},
			added: []string{"token.body.token_type.enum", "token.code.bearer", "token.code.bearer-2", "token.code.bearer-3"},
		},
		"values in two cases": {
			edits: []string{tokenType, tokenType + "          enum: [Bearer, bearer]\n"},
			added: []string{"token.body.token_type.enum", "token.code.bearer", "token.code.bearer-2"},
		},
		"a value in another spelling": {
			edits: []string{tokenType, tokenType + "          enum: [bearer]\n"},
			added: []string{"token.body.token_type.enum", "token.code.bearer"},
			after: []string{"token.body.token_type.enum", "token.code.bearer"},
		},
		"the same value in two models": {
			edits: []string{code, code + "          enum: " + generic + "\n"},
			added: []string{
				"errors.code.method_not_allowed", "errors.code.not_acceptable", "errors.code.unprocessable_entity",
				"errors.error-model.error.code.invalid_request", "errors.error-model.error.enum",
			},
		},
		"members of any name": {
			edits:   []string{"        error_uri:\n          description: The address of a page about the error.\n", "        errorURI:\n          type: string\n        \"why, (a/b)?\":\n"},
			added:   []string{"errors.oauth-error-model.error-uri.type", "errors.oauth-error-model.why-a-b.type"},
			removed: []string{"errors.oauth-error-model.error_uri.type"},
		},
	} {
		t.Run(name, func(t *testing.T) { m.hold(t) })
	}
}

// The reference target answers 404 at another path: that is a mistake in an address, and is told as one.
func TestAnotherPath(t *testing.T) {
	_, err := gathered(t, mutated(t, "  /oauth2/token:\n", "  /oauth3/tokens:\n"), nil)
	var stopped *gather.Stopped
	if !errors.As(err, &stopped) || stopped.Step.Name != "http answer" {
		t.Fatalf("got %v; want the run stopped at the http answer", err)
	}
}

// The addresses of the environments follow the server's variables, and the facts beside the document are held against
// them.
func TestAnotherServerVariable(t *testing.T) {
	for name, test := range map[string]struct {
		edits []string
		want  string
	}{
		"as it is":         {nil, "https://staging-distributor-api.prioticket.com/v3.8/distributor"},
		"another variable": {[]string{"https://{environment}.prioticket.com", "https://{environment}.{region}.prioticket.com", "      version:\n", "      region:\n        default: eu\n      version:\n"}, "https://staging-distributor-api.eu.prioticket.com/v3.8/distributor"},
		"another default":  {[]string{"        default: v3.8\n        enum:\n          - v3.8\n", "        default: v4.0\n        enum:\n          - v4.0\n"}, "https://staging-distributor-api.prioticket.com/v4.0/distributor"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := mutated(t, test.edits...).BaseURL("staging")
			if err != nil || got != test.want {
				t.Errorf("got %s, %v; want %s", got, err, test.want)
			}
		})
	}
	if _, err := parsed(t, "          - staging-distributor-api\n", ""); err == nil || !strings.Contains(err.Error(), "environments.names.staging") {
		t.Errorf("an environment without its value: got %v", err)
	}
}
