package fleet

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/reports/reportstest/example"
)

var night = time.Date(2026, 11, 29, 3, 0, 0, 0, time.UTC)

// member is a target as a shard tells of it.
func member(name string, verdict reports.Verdict, change ...func(*Member)) Member {
	m := Member{
		Name: name, Verdict: verdict, Contract: Contract{Name: "prioticket", Digest: Digest([]byte("document"))}, Completeness: reports.Complete,
		Counts: reports.Counts{Clauses: 3, Passed: 3}, Areas: []Area{{Name: "token", Passed: 3}}, Run: "run-" + name,
		Started: night, Finished: night.Add(1500 * time.Millisecond), ValidUntil: night.Add(36 * time.Hour),
		Report: "targets/" + name + "/report.json", Digest: Digest([]byte(name)),
	}
	for _, c := range change {
		c(&m)
	}
	return m
}

func because(reason string) func(*Member) { return func(m *Member) { m.Reason = reason } }

func fleetOf(names []string, shard string, members ...Member) Fleet {
	return Fleet{
		Schema: SchemaID, Suite: reports.Suite{Name: "authconform", Version: "1.2.3"}, Names: names, Shards: []string{shard},
		Started: night, Finished: night.Add(time.Minute), Members: members,
	}
}

// mixed is a fleet with one of each.
func mixed() Fleet {
	return fleetOf([]string{"broken", "gone", "known", "mute", "partial", "sound", "wrong"}, "1/1",
		member("broken", reports.VerdictNonconformant, because("1 mandatory clause is broken: <script> | `x`"), func(m *Member) {
			m.Failed, m.Counts = []string{"errors.wrong-secret.refused"}, reports.Counts{Clauses: 3, Passed: 2, Failed: 1}
		}),
		member("known", reports.VerdictConformant, because("conformant except for 1 known deviation"), func(m *Member) { m.Counts.Known = 1 }),
		member("mute", reports.VerdictInconclusive, because(reportstest.Hostile)),
		member("partial", reports.VerdictConformant, func(m *Member) { m.Completeness = reports.Partial }),
		member("sound", reports.VerdictConformant),
		Misconfigured("wrong", "a secret is missing", night))
}

func TestWritersOfAFleet(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(io.Writer, Fleet) error{
		"junit.xml": WriteJUnit, "summary.md": WriteSummary, "metrics.txt": WriteMetrics,
		"fleet.json": func(w io.Writer, f Fleet) error { return f.Write(w) },
		"lines.txt": func(w io.Writer, f Fleet) error {
			for _, m := range f.BySeverity() {
				if err := WriteLine(w, m); err != nil {
					return err
				}
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if err := write(&b, mixed()); err != nil {
				t.Fatal(err)
			}
			reportstest.Golden(t, name, b.Bytes())
			if strings.Contains(b.String(), "\x1b") {
				t.Error("it has what a target said to a terminal")
			}
		})
	}
}

// Every target is counted by a reader of JUnit, and none that is not conformant is green.
func TestJUnitOfAFleet(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := WriteJUnit(&b, mixed()); err != nil {
		t.Fatal(err)
	}
	var read junit.Testsuites
	if err := xml.Unmarshal(b.Bytes(), &read); err != nil {
		t.Fatal(err)
	}
	if read.Tests != 7 || read.Failures != 1 || read.Errors != 3 {
		t.Errorf("%d tests, %d failures, %d errors; wanted 7, 1, 3", read.Tests, read.Failures, read.Errors)
	}
}

func TestWhatIsReadIsWhatWasWritten(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := mixed().Write(&b); err != nil {
		t.Fatal(err)
	}
	got, err := Parse(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	want := mixed()
	want.Members[2].Reason = got.Members[2].Reason // what a target said is made text of
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A badge never outlives the verdict that it shows.
func TestBadges(t *testing.T) {
	t.Parallel()
	f := mixed()
	states := map[string]State{"broken": StateNonconformant, "known": StateKnown, "mute": StateInconclusive, "partial": StatePartial, "sound": StateConformant, "wrong": StateExpired}
	for _, m := range f.Members {
		if got := StateOf(m, night.Add(time.Hour)); got != states[m.Name] {
			t.Errorf("%s: %s, wanted %s", m.Name, got, states[m.Name])
		}
		late := states[m.Name]
		if late != StateNonconformant {
			late = StateExpired
		}
		if got := StateOf(m, m.ValidUntil); got != late {
			t.Errorf("%s, when its time is over: %s, wanted %s", m.Name, got, late)
		}
		var picture, endpoint bytes.Buffer
		if err := WriteBadge(&picture, m, f.Finished); err != nil {
			t.Fatal(err)
		}
		if err := WriteEndpoint(&endpoint, m, f.Finished); err != nil {
			t.Fatal(err)
		}
		reportstest.Golden(t, m.Name+".badge.svg", picture.Bytes())
		reportstest.Golden(t, m.Name+".badge.json", endpoint.Bytes())
		if err := xml.Unmarshal(picture.Bytes(), new(struct{})); err != nil {
			t.Errorf("%s: %v", m.Name, err)
		}
	}
}

// A member says of a report what the report says.
func TestOf(t *testing.T) {
	t.Parallel()
	for name, report := range example.All() {
		report = report.Complete()
		m := Of("x", report, time.Hour)
		sum := 0
		for _, a := range m.Areas {
			sum += a.Passed + a.Failed + a.Warned + a.Skipped + a.Inconclusive + a.Known
		}
		if m.Verdict != report.Verdict || m.Counts != report.Summary.Counts || sum != m.Counts.Clauses || !m.ValidUntil.Equal(report.Finished.Add(time.Hour)) {
			t.Errorf("%s: %+v", name, m)
		}
		if broken := m.Verdict == reports.VerdictNonconformant; broken && len(m.Failed) == 0 {
			t.Errorf("%s: nothing failed", name)
		}
	}
}

func TestFleetsThatAreNone(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := mixed().Write(&b); err != nil {
		t.Fatal(err)
	}
	edited := func(edit func(map[string]any)) []byte {
		var value map[string]any
		if err := json.Unmarshal(b.Bytes(), &value); err != nil {
			t.Fatal(err)
		}
		edit(value)
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	first := func(v map[string]any) map[string]any { return v["members"].([]any)[0].(map[string]any) } //nolint:forcetypeassert // as it was written
	for name, row := range map[string]struct {
		data []byte
		says string
	}{
		"text":           {[]byte("no fleet"), "wanted a fleet as JSON"},
		"another schema": {edited(func(v map[string]any) { v["schema"] = "x\x1b" }), "wanted the schema"},
		"a stranger":     {edited(func(v map[string]any) { first(v)["name"] = "stranger" }), "a result of stranger, which is none of its names"},
		"a way out":      {edited(func(v map[string]any) { first(v)["name"] = "../x" }), "its schema refuses it at /members/0/name"},
		"another file":   {edited(func(v map[string]any) { first(v)["report"] = "/etc/report.json" }), "the report of broken: wanted"},
		"another kind":   {edited(func(v map[string]any) { first(v)["report"] = "../passwd" }), "the report of broken: wanted"},
	} {
		if _, err := Parse(row.data); err == nil || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s: %v, wanted %q", name, err, row.says)
		}
	}
}

func FuzzParse(f *testing.F) {
	var b bytes.Buffer
	if err := mixed().Write(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(`{"schema":1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		read, err := Parse(data)
		if err != nil {
			return
		}
		var again bytes.Buffer
		if err := read.Write(&again); err != nil {
			t.Fatal(err)
		}
		for _, write := range []func(io.Writer, Fleet) error{WriteJUnit, WriteSummary, WriteMetrics} {
			if err := write(io.Discard, read); err != nil {
				t.Error(err)
			}
		}
	})
}
