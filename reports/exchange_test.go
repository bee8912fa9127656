package reports_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/evidence"
)

func TestExchangesOfTellsMeanings(t *testing.T) {
	x := reports.ExchangesOf(example.Exchanged())[2]
	want := []evidence.Field{
		{Name: "Accept", Value: "application/json"},
		{Name: "Authorization", Value: "Basic ‹client id›:‹wrong secret›"},
		{Name: "Content-Type", Value: "application/json"},
	}
	if diff := cmp.Diff(want, x.Request.Header); diff != "" {
		t.Error(diff)
	}
	if body := reports.ExchangesOf(example.Exchanged())[0].Response.Body.Text; !strings.Contains(body, `"‹access token›"`) {
		t.Errorf("body %q", body)
	}
	if x.Micros != 420_000 || x.Response.Status != 401 || x.Response.Body.Bytes != 77 {
		t.Errorf("took %d µs, status %d, %d bytes", x.Micros, x.Response.Status, x.Response.Body.Bytes)
	}
}

func TestExchangesAreBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("writes megabytes")
	}
	rec := example.Exchanged()
	one := rec.Exchanges[0]
	one.Response.Body = []byte(strings.Repeat("\x80", 1<<20))
	for range 100 {
		one.Response.Header = append(one.Response.Header, evidence.Field{Name: strings.Repeat("n", 1<<16), Value: strings.Repeat("é", 1<<16)})
	}
	rec.Exchanges = nil
	for i := range reports.MaxExchanges + 5 {
		one.ID = fmt.Sprint("x", i)
		one.Started = one.Started.Add(time.Millisecond)
		rec.Exchanges = append(rec.Exchanges, one)
	}
	got := reports.Report{Exchanges: reports.ExchangesOf(rec)}.Complete().Exchanges
	if len(got) != reports.MaxExchanges {
		t.Fatalf("%d exchanges", len(got))
	}
	all := 0
	for _, x := range got {
		all += reports.ExchangeSize(x)
	}
	if all > reports.MaxAllExchanges {
		t.Errorf("%d bytes in all", all)
	}
	first, last := got[0].Response, got[reports.MaxExchanges-1].Response
	if len(first.Body.Text) > reports.MaxExchangeBody || !strings.HasPrefix(first.Body.Text, `\x80\x80`) || first.Body.Bytes != 1<<20 || !first.Body.Cut {
		t.Errorf("the first body has %d of %d bytes and begins with %.20q", len(first.Body.Text), first.Body.Bytes, first.Body.Text)
	}
	if len(first.Header) != reports.MaxFields || len(first.Header[reports.MaxFields-1].Name) > reports.MaxFieldName || len(first.Header[reports.MaxFields-1].Value) > text.MaxText {
		t.Errorf("%d header fields", len(first.Header))
	}
	if len(last.Header) != 0 || last.Body.Text != "" || !last.Body.Cut || last.Body.Bytes != 1<<20 || last.Status != 200 {
		t.Errorf("past the bound: %+v", last)
	}
}
