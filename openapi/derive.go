package openapi

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/getkin/kin-openapi/openapi3"
)

// deriveFacts makes do without a facts file: what cannot be known of the document alone is left out, which
// means no limits and no production environment.
func deriveFacts(file string, doc *openapi3.T, op operation) (facts.Facts, error) {
	accepted := op.requestMediaTypes()
	if len(accepted) == 0 {
		return facts.Facts{}, fmt.Errorf("%s: wanted a request body with a media type for %s %s, found none", file, op.method, op.path)
	}
	documented := facts.BodyMechanism
	var also []facts.Mechanism
	if hasBasic(doc, op) {
		documented, also = facts.BasicMechanism, []facts.Mechanism{facts.BodyMechanism}
	}
	return facts.Facts{
		Name: strings.TrimSuffix(path.Base(file), path.Ext(file)), Title: doc.Info.Title,
		Operation: op.value.OperationID, Environments: deriveEnvironments(op.servers(doc)),
		Grant: "client_credentials", Request: facts.Request{MediaType: accepted[0]},
		ClientAuthentication: facts.ClientAuthentication{
			Documented: documented, Also: also, IDParameter: "client_id", SecretParameter: "client_secret", FormEncoded: true,
		},
		Tokens: facts.Tokens{SideBySide: true, Response: facts.Strict, JWT: true},
		Errors: facts.Errors{Reading: op.derivedReading()}, Resource: facts.NoPromise, Scope: facts.Scope{Promised: true},
		Sources: map[string]string{"endpoint": doc.Info.Title},
	}, nil
}

// derivedReading says whose rules errors are read by where no facts say: those of RFC 6749 where the document has its codes,
// in every particular; its own where it lists others.
func (op operation) derivedReading() facts.Promise {
	alike := judgement{op: op}
	alike.codesApart()
	codes := op.layout(facts.Facts{}).Codes
	if len(alike.errs) == 0 && (len(codes) == 0 || slices.Contains(codes, "invalid_request") || slices.Contains(codes, "invalid_client")) {
		return facts.Strict
	}
	return facts.Documented
}

// deriveEnvironments takes the values of the only server variable that has a choice.
func deriveEnvironments(servers openapi3.Servers) facts.Environments {
	var found facts.Environments
	for _, server := range servers {
		for name, variable := range server.Variables {
			if len(variable.Enum) < 2 {
				continue
			}
			if found.Variable != "" {
				return facts.Environments{}
			}
			found = facts.Environments{Variable: name, Names: map[string]string{}, Default: variable.Default}
			for _, value := range variable.Enum {
				found.Names[value] = value
			}
		}
	}
	return found
}

// hasBasic tells whether HTTP Basic is among the security schemes that the operation asks for.
func hasBasic(doc *openapi3.T, op operation) bool {
	return slices.ContainsFunc(op.securitySchemes(doc), func(name string) bool {
		if doc.Components == nil {
			return false
		}
		ref := doc.Components.SecuritySchemes[name]
		return ref != nil && ref.Value != nil && ref.Value.Type == "http" && strings.EqualFold(ref.Value.Scheme, "basic")
	})
}
