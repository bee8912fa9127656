package redact

import (
	"testing"

	"github.com/authconform/authconform/suites/evidence"
)

func TestRefreshToken(t *testing.T) {
	for body, want := range map[string]string{
		`{"access_token":"a","refresh_token":"r"}`:    "r",
		"\xef\xbb\xbf" + `{"refresh_token":"r"} more`: "r",
		`{"refresh_token":""}`:                        "",
		`{"refresh_token":7}`:                         "",
		`{"refresh_token":null}`:                      "",
		`{"data":{"refresh_token":"r"}}`:              "",
		`{"Refresh_Token":"r"}`:                       "",
		`["refresh_token","r"]`:                       "",
		``:                                            "",
	} {
		if got := (evidence.Exchange{Response: &evidence.Response{Status: 400, Body: []byte(body)}}).RefreshToken(); got != want {
			t.Errorf("%s: got %q", body, got)
		}
	}
	if got := (evidence.Exchange{}).RefreshToken(); got != "" {
		t.Errorf("no answer: got %q", got)
	}
}
