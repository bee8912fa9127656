package ticketpark

import (
	_ "embed"
	"net/http"
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
	return []reference.Answer{reference.NewAnswer(http.StatusOK, map[string]any{"access_token": "YQ", "refresh_token": "Yg", "expires_in": 3600, "token_type": "bearer"})}
}

// Generated is what is generated from the contract's document.
func Generated() ([]fault.Deviation, []fault.Variant) {
	return fault.Generate(Policy(), Given(), Reviewed)
}
