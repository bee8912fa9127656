package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/attest"
	"github.com/authconform/authconform/runner/reference/targets"
)

// corpus are submissions beside a good one, each wrong in one way.
type corpus struct {
	bench
	policy string
}

// policyLines are what the certifier of the corpus wants.
const policyLines = `keys: [other.pub, k.pub]
max-age-days: 30
suite-versions: [devel]
contract: {digest: "%s"}
reference-target: accepted
`

func newCorpus(t *testing.T) corpus {
	t.Helper()
	c := corpus{bench: newBench(t, attest.Ed25519Key, "--profile", "full")}
	c.wants(0, "keygen", "--out", c.path("other"))
	c.wants(0, "keygen", "--out", c.path("stranger"))
	report, err := reports.ReadReport(bytes.NewReader(c.read(reports.ReportFile)))
	if err != nil {
		t.Fatal(err)
	}
	c.policy = fmt.Sprintf(policyLines, report.Contract.Digest)
	return c
}

// copied gives a submission that is the good one, to be spoilt.
func (c corpus) copied(name string) corpus {
	c.t.Helper()
	from := c.dir
	c.dir = c.path(name)
	for _, file := range append(attest.Files(), attest.File) {
		data, err := os.ReadFile(filepath.Join(from, file))
		if err == nil {
			err = os.MkdirAll(c.dir, 0o700)
		}
		if err != nil {
			c.t.Fatal(err)
		}
		c.write(file, data)
	}
	return c
}

// ran gives a submission of a run of its own.
func (c corpus) ran(name, key string, args ...string) corpus {
	c.t.Helper()
	c.wants(0, append([]string{"run", "--quiet", "--out", c.path(name), "--sign", c.path(key)}, args...)...)
	c.dir = c.path(name)
	return c
}

// rejections are the names by which a policy rejects a submission.
func (c corpus) rejections(policy, dir string, later time.Duration) string {
	c.t.Helper()
	c.write("policy.yaml", []byte(policy))
	d, err := newDesk(c.path("policy.yaml"))
	if err != nil {
		c.t.Fatal(err)
	}
	d.now = d.now.Add(later)
	s := d.evaluate(dir)
	var names []string
	for _, r := range s.Rejections {
		names = append(names, r.Name)
		if r.Wanted == "" || r.Found == "" {
			c.t.Errorf("%s does not say what was wanted (%q) and found (%q)", r.Name, r.Wanted, r.Found)
		}
	}
	if s.Accepted() != (len(names) == 0) {
		c.t.Errorf("accepted %v, with the rejections %v", s.Accepted(), names)
	}
	return strings.Join(names, " ")
}

func TestAcceptCorpus(t *testing.T) {
	c := newCorpus(t)
	server, err := targets.Start(t.Context(), bent["no-challenge"])
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	c.write("ca.pem", server.CA)
	c.write("known.yaml", []byte(knownChallenges()))
	own := c
	own.env = credentialsOf(server)
	forged := c.copied("forged")
	forged.write(reports.ReportFile, bytes.Replace(c.read(reports.ReportFile), []byte(`"verdict"`), []byte(`"Verdict"`), 1))
	page := c.copied("page")
	page.write(reports.PageFile, append(c.read(reports.PageFile), "<!-- accepted -->"...))
	lie := c.copied("lie")
	lie.key = c.key
	lie.lies(t)
	missing := c.copied("missing")
	if err := os.Remove(missing.path(reports.SummaryFile)); err != nil {
		t.Fatal(err)
	}
	nothing := filepath.Join(c.dir, "nothing")
	keys := "keys: [other.pub, k.pub]\nreference-target: accepted\n"
	for name, s := range map[string]struct {
		dir, policy, want string
		later             time.Duration
	}{
		"good":                    {dir: c.dir},
		"good, as a file":         {dir: c.path(attest.File)},
		"forged":                  {dir: forged.dir, want: "attestation"},
		"a page that was changed": {dir: page.dir, want: "attestation"},
		"a lie that is signed":    {dir: lie.dir, want: "attestation"},
		"a file that is missing":  {dir: missing.dir, want: "attestation"},
		"nothing there":           {dir: nothing, want: "attestation"},
		"no envelope":             {dir: c.path(reports.ReportFile), want: "attestation"},
		"stale":                   {dir: c.dir, later: 31 * 24 * time.Hour, want: "age"},
		"to come":                 {dir: c.dir, later: -24 * time.Hour, want: "age"},
		"partial":                 {dir: c.ran("partial", "k.key").dir, want: "completeness"},
		"partial, which will do":  {dir: c.path("partial"), policy: c.policy + "completeness: partial\n"},
		"filtered":                {dir: c.ran("filtered", "k.key", "--clause", "token.*").dir, want: "filter"},
		"filtered, where partial": {dir: c.path("filtered"), policy: c.policy + "completeness: partial\n", want: "filter"},
		"wrong key":               {dir: c.ran("stranger-run", "stranger.key").dir, want: "key"},
		"the other key":           {dir: c.ran("other-run", "other.key", "--profile", "full").dir},
		"wrong contract":          {dir: c.ran("contract", "k.key", "--contract", "ticketpark").dir, want: "contract"},
		"the reference target":    {dir: c.dir, policy: "keys: [k.pub]\n", want: "reference-target"},
		"another version":         {dir: c.dir, policy: keys + "suite-versions: [1.0.0, 1.0.1]\n", want: "suite-version"},
		"another target":          {dir: c.dir, policy: keys + "targets: [\"https://tokens.example.com\"]\n", want: "target"},
		"not strict":              {dir: c.dir, policy: keys + "strict: true\n", want: "strict"},
		"with a baseline":         {dir: own.ran("known", "k.key", "--base-url", server.BaseURL, "--ca-cert", c.path("ca.pem"), "--baseline", c.path("known.yaml")).dir, policy: keys + "completeness: partial\n", want: "known-deviations"},
		"with one, which will do": {dir: c.path("known"), policy: keys + "completeness: partial\nknown-deviations: accepted\n"},
		"wrong in several ways":   {dir: c.path("partial"), policy: "keys: [k.pub]\nstrict: true\nsuite-versions: [\"1\"]\n", want: "suite-version reference-target completeness strict"},
	} {
		t.Run(name, func(t *testing.T) {
			policy := s.policy
			if policy == "" {
				policy = c.policy
			}
			at := c
			at.t = t
			if got := at.rejections(policy, s.dir, s.later); got != s.want {
				t.Errorf("rejected by %q, wanted %q", got, s.want)
			}
		})
	}
}

// lies signs a report that says of a run what its evidence does not.
func (c corpus) lies(t *testing.T) {
	t.Helper()
	honest, err := attest.Open(c.read(attest.File), c.key.Public())
	if err != nil {
		t.Fatal(err)
	}
	report, err := reports.ReadReport(bytes.NewReader(c.read(reports.ReportFile)))
	if err != nil {
		t.Fatal(err)
	}
	report.Target.BaseURL, report.Target.Embedded = "https://tokens.example.com", false
	var written bytes.Buffer
	if err := reports.WriteJSON(&written, report); err != nil {
		t.Fatal(err)
	}
	c.resign(honest, report, written.Bytes(), c.read(reports.EvidenceFile))
}

// knownChallenges lists what a target without challenges fails.
func knownChallenges() string {
	var b strings.Builder
	b.WriteString("known:\n")
	for _, of := range []string{"wrong-secret", "unknown-client", "scheme-bearer", "scheme-digest", "basic-not-base64", "basic-no-colon"} {
		fmt.Fprintf(&b, "  - {clause: errors.%s.challenge, reason: late, owner: jane, expires: 2099-01-31}\n", of)
	}
	return b.String()
}

// getenv gives the bench's own variables, and none of the machine's.
func (b bench) getenv(name string) (string, bool) {
	value, ok := b.env[name]
	return value, ok
}

func (b bench) environ() []string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(b.env)) {
		list = append(list, name+"="+b.env[name])
	}
	return list
}
