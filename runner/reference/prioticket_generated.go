package reference

import (
	_ "embed" // what finds the generated deviations
	"net/http"
	"time"
)

// prioticketReviewed is which clauses find what is generated. It is written by go test ./runner/selftest -run TestGenerated -update.
//
//go:embed prioticket.generated.yaml
var prioticketReviewed []byte

// prioticketGiven is one answer of the sound target for each status, and each code, that it can be brought to give and its
// document describes.
func prioticketGiven() []Answer {
	const text = "The request is refused."
	token := answer(http.StatusOK, map[string]any{"access_token": "a.b.c", "token_type": "Bearer", "expires_in": 3600, "scope": BookingScope})
	return []Answer{
		token, invalidRequest(text), unsupportedGrantType(), invalidScope(), unauthorizedClient(), invalidGrant(), invalidClient(text),
		methodNotAllowed(http.MethodPost), notAcceptable(), failure(http.StatusUnprocessableEntity, "UNPROCESSABLE_ENTITY", text), limitReached(time.Minute),
	}
}

func prioticketGenerated() ([]Deviation, []Variant) {
	return fromDocument(prioticketPolicy(), prioticketGiven(), prioticketReviewed)
}
