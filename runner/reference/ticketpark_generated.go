package reference

import (
	_ "embed" // what finds the generated deviations
	"net/http"
)

// ticketparkReviewed is which clauses find what is generated. It is written by go test ./runner/selftest -run TestGenerated -update.
//
//go:embed ticketpark.generated.yaml
var ticketparkReviewed []byte

// ticketparkGiven is one answer of the sound target for each status, and each code, that it can be brought to give and its
// document describes.
func ticketparkGiven() []Answer {
	return []Answer{answer(http.StatusOK, map[string]any{"access_token": "YQ", "refresh_token": "Yg", "expires_in": 3600, "token_type": "bearer"})}
}

func ticketparkGenerated() ([]Deviation, []Variant) {
	return fromDocument(ticketparkPolicy(), ticketparkGiven(), ticketparkReviewed)
}
