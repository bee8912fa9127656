package output

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/reports"
)

func TestRunHome(t *testing.T) {
	for want, target := range map[string]reports.Target{
		"p/staging":                                  {Environment: "staging", BaseURL: "https://staging.example.com"},
		"p/reference-target":                         {Embedded: true, BaseURL: "https://127.0.0.1:34567/v3.8"},
		"p/tokens.example.com_8443_v3.8":             {BaseURL: "https://tokens.example.com:8443/v3.8"},
		"p/tokens.example.com":                       {BaseURL: "https://tokens.example.com/"},
		"p/tokens.example.com_a_b-a2149465":          {BaseURL: "https://tokens.example.com/a_b"},
		"p/___1__8443-5942c02c":                      {BaseURL: "https://[::1]:8443"},
		"p/_.._-eedd5825":                            {Environment: ".-/../"},
		"p/unnamed-e3b0c442":                         {},
		"p/" + strings.Repeat("a", 80) + "-c2a908d9": {BaseURL: "https://" + strings.Repeat("a", 200)},
	} {
		if got := filepath.ToSlash(RunHome(reports.Contract{Name: "p"}, target)); got != want {
			t.Errorf("%+v goes to %s, want %s", target, got, want)
		}
	}
}

func TestRunName(t *testing.T) {
	started := time.Date(2026, 3, 1, 1, 2, 3, 999, time.FixedZone("CET", 3600))
	if got := RunName(started); got != "2026-03-01T000203Z" {
		t.Errorf("got %s", got)
	}
}
