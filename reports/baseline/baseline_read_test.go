package baseline_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/authconform/authconform/reports/baseline"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/reports/schema"
)

const (
	head  = "known:\n"
	entry = "  - clause: token.status\n    reason: late\n    owner: jane\n    expires: 2027-01-31\n"
)

func TestReadBaseline(t *testing.T) {
	entry1 := baseline.Known{Clause: "token.status", Reason: "late", Owner: "jane", Expires: example.On("2027-01-31"), Line: 2}
	entry2 := baseline.Known{Clause: "errors.code.invalid_grant", Reason: "strips: the header", Owner: "#1", Expires: example.On("2027-02-28"), Line: 6}
	for name, c := range map[string]struct {
		file string
		want []baseline.Known
	}{
		"no entry":                        {"known: []\n", nil},
		"one":                             {head + entry, []baseline.Known{entry1}},
		"one, as JSON":                    {`{"known": [` + "\n" + `{"clause": "token.status", "reason": "late", "owner": "jane", "expires": "2027-01-31"}]}`, []baseline.Known{entry1}},
		"two, with quotes":                {head + entry + "  - owner: '#1'\n    expires: '2027-02-28'\n    clause: \"errors.code.invalid_grant\"\n    reason: >\n      strips:\n      the header\n", []baseline.Known{entry1, entry2}},
		"comments, byte order mark, CRLF": {"\ufeff" + strings.ReplaceAll(head+entry, "\n", " # why\r\n"), []baseline.Known{entry1}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := baseline.Read("baseline.yaml", []byte(c.file))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(baseline.Baseline{Name: "baseline.yaml", Known: c.want}, got); diff != "" {
				t.Error(diff)
			}
			if err := heldBySchema(t, c.file); err != nil {
				t.Errorf("the schema refuses it: %v", err)
			}
		})
	}
}

func TestReadBaselineRefuses(t *testing.T) {
	without := func(line string) string { return head + strings.Replace(entry, line, "", 1) }
	with := func(old, value string) string { return head + strings.Replace(entry, old, value, 1) }
	long := strings.Repeat("é", 1001)
	for name, c := range map[string]struct{ file, want string }{
		"no known":               {"# nothing\n{}\n", "2: known: is missing"},
		"a list":                 {"- known\n", "1: wanted known, found a list"},
		"known is nothing":       {"known:\n", "1: known: wanted a list of entries, found nothing; write known: [] where there is none"},
		"known is a mapping":     {"known:\n  token.status: late\n", "2: known: wanted a list of entries, found a mapping; write known: [] where there is none"},
		"an entry is a text":     {"known: [token.status]\n", "1: wanted clause, reason, owner, expires, found a single value"},
		"unknown key":            {head + entry + "    ticket: 12\n", "6: ticket: unknown key: wanted clause, reason, owner, expires"},
		"misspelt key":           {with("expires", "expiry"), "2: expires: is missing\n5: expiry: unknown key: wanted clause, reason, owner, expires"},
		"slightly misspelt key":  {with("owner", "ownr"), "2: owner: is missing\n4: ownr: unknown key; did you mean owner?"},
		"a key that is a secret": {head + entry + "    \"s3cret hunter2\": x\n", "6: unknown key, not shown here: is the space after a colon missing?"},
		"unknown key at the top": {"version: 1\n" + head + entry, "1: version: unknown key: wanted known"},
		"a merge key":            {head + entry + "    <<: {x: y}\n", "6: unknown key, not shown here: is the space after a colon missing?"},
		"no clause":              {without("clause: token.status\n    "), "2: clause: is missing"},
		"no reason":              {without("    reason: late\n"), "2: reason: is missing"},
		"no expiry":              {without("    expires: 2027-01-31\n"), "2: expires: is missing"},
		"empty reason":           {with("late", `""`), "3: reason: is empty: say why the target fails the clause"},
		"reason of blanks":       {with("late", `" \t "`), "3: reason: is empty: say why the target fails the clause"},
		"reason is nothing":      {with("late", ""), "3: reason: is empty: say why the target fails the clause"},
		"empty owner":            {with("jane", `''`), "4: owner: is empty: name who answers for it"},
		"reason is a number":     {with("late", "42"), "3: reason: wanted a text, found a number: put it in quotes"},
		"owner is a truth":       {with("jane", "true"), "4: owner: wanted a text, found true or false: put it in quotes"},
		"owner is a list":        {with("jane", "[jane]"), "4: owner: wanted a text, found a list"},
		"reason too long":        {with("late", long), "3: reason: wanted at most 1000 characters"},
		"a pattern":              {with("token.status", "token.*"), "2: clause: wanted the ID of one clause such as errors.wrong-secret.challenge, not a pattern"},
		"expires in no form":     {with("2027-01-31", "next year"), "5: expires: wanted the last day on which the deviation is tolerated, such as 2027-01-31"},
		"expires on no day":      {with("2027-01-31", "2027-02-30"), "5: expires: wanted the last day on which the deviation is tolerated, such as 2027-01-31"},
		"expires is a list":      {with("2027-01-31", "[2027-01-31]"), "5: expires: wanted the last day on which the deviation is tolerated, such as 2027-01-31"},
		"expires is nothing":     {with("2027-01-31", ""), "5: expires: wanted the last day on which the deviation is tolerated, such as 2027-01-31"},
		"expires at an hour":     {with("2027-01-31", "'2027-01-31T12:00:00Z'"), "5: expires: wanted the last day on which the deviation is tolerated, such as 2027-01-31"},
		"several mistakes": {head + entry + "  - clause: Token\n    reason: ''\n    owner: 1\n", "6: expires: is missing\n6: clause: wanted the ID of one clause such as errors.wrong-secret.challenge, not a pattern\n" +
			"7: reason: is empty: say why the target fails the clause\n8: owner: wanted a text, found a number: put it in quotes"},
	} {
		t.Run(name, func(t *testing.T) {
			refuses(t, c.file, c.want)
			if heldBySchema(t, c.file) == nil {
				t.Error("the schema accepts it")
			}
		})
	}
}

// What a JSON Schema cannot say, or YAML has lost by the time that it is held against one.
func TestReadBaselineRefusesBeyondTheSchema(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"empty":             {"", "baseline.yaml: is empty: wanted a list of entries under known"},
		"only a comment":    {"# later\n", "baseline.yaml: is empty: wanted a list of entries under known"},
		"a clause twice":    {head + entry + strings.Replace(entry, "late", "again", 1), "6: clause: is listed twice, first in line 2: keep one"},
		"a key twice":       {head + entry + "    owner: joe\n", "6: owner: is given twice, first in line 4: keep one"},
		"known twice":       {head + entry + head + entry, "6: known: is given twice, first in line 1: keep one"},
		"two documents":     {head + entry + "---\n" + head + entry, "6: a second document begins: keep one"},
		"an anchor":         {head + strings.Replace(entry, "late", "&late late", 1), "3: reason: uses a YAML anchor or alias: write the value out"},
		"an alias":          {"known:\n  - &e {clause: a, reason: b, owner: c, expires: 2027-01-31}\n  - *e\n", "2: uses a YAML anchor or alias: write the value out\n3: uses a YAML anchor or alias: write the value out"},
		"a tag":             {head + strings.Replace(entry, "late", "!!str late", 1), "3: reason: uses a YAML tag: write the value alone"},
		"a day of one form": {head + strings.Replace(entry, "2027-01-31", "2027-1-31", 1), "5: expires: wanted the last day on which the deviation is tolerated, such as 2027-01-31"},
		"not YAML":          {"known: [\n", "1: not valid YAML near this line: check indentation, quotes and brackets"},
		"a tab":             {"known:\n\t- clause: hunter2\n", "2: not valid YAML near this line: a tab, or one of @ ` %, stands where a value begins: indent with spaces, put the value in quotes"},
		"an unknown alias":  {"known: *hunter2\n", "1: not valid YAML near this line: it uses a YAML anchor or alias: write the value out"},
		"not UTF-8":         {"known: \xff\xfe\n", "1: not valid YAML near this line: it is not UTF-8 text"},
		"too large":         {head + strings.Repeat("#", baseline.MaxBaseline), "baseline.yaml: wanted a baseline of at most 256 KiB, found 262151 bytes"},
		"too many":          {"known: [" + strings.Repeat("{},", baseline.MaxKnown) + "{}]", "1: known: wanted at most 1000 entries, found 1001"},
	} {
		t.Run(name, func(t *testing.T) { refuses(t, c.file, c.want) })
	}
}

// refuses holds the error's lines against want, in which the file's name may be left out.
func refuses(t *testing.T, file, want string) {
	t.Helper()
	b, err := baseline.Read("baseline.yaml", []byte(file))
	lines := strings.Split(want, "\n")
	for i, line := range lines {
		if !strings.HasPrefix(line, "baseline.yaml") {
			lines[i] = "baseline.yaml:" + line
		}
	}
	if diff := cmp.Diff(strings.Join(lines, "\n"), errorText(err)); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
	if len(b.Known) > 0 {
		t.Errorf("it still gives entries: %+v", b.Known)
	}
}

func TestReadBaselineBoundsWhatItTells(t *testing.T) {
	_, err := baseline.Read("baseline.yaml", []byte("known: ["+strings.Repeat("{hunter2: x},", 100)+"]"))
	if lines := strings.Split(errorText(err), "\n"); len(lines) != baseline.MaxSlips+1 || lines[baseline.MaxSlips] != "baseline.yaml: holds 480 more mistakes" {
		t.Errorf("%d lines, the last is %q", len(lines), lines[len(lines)-1])
	}
}

func FuzzReadBaseline(f *testing.F) {
	f.Add([]byte(head + entry))
	f.Add([]byte("known: [{clause: *a}, !!x]\n---\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := baseline.Read("baseline.yaml", data)
		if err != nil {
			return
		}
		for _, k := range b.Known {
			if k.Clause == "" || k.Reason == "" || k.Owner == "" || k.Line == 0 {
				t.Errorf("an entry that is not whole: %+v", k)
			}
		}
	})
}

// heldBySchema holds a file against BaselineSchema, as an editor does.
func heldBySchema(t *testing.T, file string) error {
	t.Helper()
	compiled, err := schema.Compile(baseline.SchemaID)
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if err := yaml.Unmarshal([]byte(file), &value); err != nil {
		t.Fatal(err)
	}
	return compiled.Validate(asJSON(value))
}

// asJSON writes days as editors see them: JSON knows none.
func asJSON(value any) any {
	switch v := value.(type) {
	case time.Time:
		return v.Format(baseline.Day)
	case []any:
		for i := range v {
			v[i] = asJSON(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = asJSON(v[k])
		}
	}
	return value
}
