package prioticket

import (
	_ "embed"
	"net/http"
	"time"
	// what finds the generated deviations
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// Reviewed is which clauses find what is generated. It is written by go test ./runner/selftest -run TestGenerated -update.
//
//go:embed generated.yaml
var Reviewed []byte

// Given is one answer of the sound target for each status, and each code, that it can be brought to give and its
// document describes.
func Given() []reference.Answer {
	const text = "The request is refused."
	token := reference.NewAnswer(http.StatusOK, map[string]any{"access_token": "a.b.c", "token_type": "Bearer", "expires_in": 3600, "scope": BookingScope})
	return []reference.Answer{
		token, reference.InvalidRequest(text), unsupportedGrantType(), invalidScope(), unauthorizedClient(), invalidGrant(), reference.InvalidClient(text),
		methodNotAllowed(http.MethodPost), notAcceptable(), reference.GenericError(http.StatusUnprocessableEntity, "UNPROCESSABLE_ENTITY", text), reference.LimitReached(time.Minute),
	}
}

// Generated is what is generated from the contract's document.
func Generated() ([]fault.Deviation, []fault.Variant) {
	deviations, variants := fault.Generate(Policy(), Given(), Reviewed)
	for i, d := range deviations {
		if d.Name == "400-error-invalid_scope-other" { // a core run may ask for a scope that is malformed, too
			deviations[i] = d.SeenBy(fault.Full)
		}
	}
	return deviations, variants
}
