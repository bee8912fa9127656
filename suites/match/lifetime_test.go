package match_test

import (
	"fmt"
	"testing"
	"time"

	. "github.com/onsi/gomega"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
)

// issues is an answer that issues a token so long after the run's begin.
func issues(probe, token string, after time.Duration, expiresIn string) evidence.Exchange {
	x := answered(200, fmt.Sprintf(`{"access_token":%q,"token_type":"Bearer","expires_in":%s}`, token, expiresIn))
	x.ID, x.Probe, x.Started = probe, probe, x.Started.Add(after)
	return x
}

// A token that is issued again ends when it was first said to end, give or take the grace.
func TestTimeLeft(t *testing.T) {
	for _, row := range []struct {
		name        string
		told, again string
		after       time.Duration
		kept        bool
	}{
		{"in full after more than the grace", "3600", "3600", 61 * time.Second, false},
		{"in full within the grace", "3600", "3600", 59 * time.Second, true},
		{"what is left", "3600", "3000", 10 * time.Minute, true},
		{"less than is left", "3600", "10", 10 * time.Minute, true},
		{"short, in full", "3", "3", 1100 * time.Millisecond, false},
		{"short, rounded up", "3", "2", 1900 * time.Millisecond, true},
		{"endless", "9223372036854775807", "9223372036854775807", time.Hour, true},
		{"longer than before", "600", "900", time.Second, false},
		{"no number", `"3600"`, "3600", time.Hour, true},
	} {
		first, again := issues("valid", "a", 0, row.told), issues("lifecycle-reissued", "a", row.after, row.again)
		rec := evidence.Record{Exchanges: []evidence.Exchange{first, again}}
		if kept := len(match.TimeLeft(rec).Violations(again)) == 0; kept != row.kept {
			t.Errorf("%s: kept %v, want %v", row.name, kept, row.kept)
		}
	}
	g := NewWithT(t)
	other := issues("lifecycle-reissued", "b", time.Hour, "3600")
	_, again := match.Reissue(evidence.Record{Exchanges: []evidence.Exchange{issues("valid", "a", 0, "3600"), other}}, other)
	g.Expect(again).To(BeFalse())
}

// That a revocation took longer than a second is told.
func TestLate(t *testing.T) {
	served := func(after time.Duration) evidence.Exchange { return issues("lifecycle-revoked", "a", after, "1") }
	g := NewWithT(t)
	for after, want := range map[time.Duration]string{0: "", time.Second: "", 2 * time.Second: "it took 2.0 seconds until it did"} {
		rec := evidence.Record{Exchanges: []evidence.Exchange{served(0), served(after)}}
		g.Expect(match.Late(rec, "lifecycle-revoked")).To(Equal(want))
	}
	g.Expect(match.Late(evidence.Record{}, "lifecycle-revoked")).To(BeEmpty())
	use := func(after time.Duration, status int) evidence.Exchange {
		x := issues("lifecycle-revoked-3", "a", after, "1")
		x.Response.Status = status
		return x
	}
	elsewhere := evidence.Record{Exchanges: []evidence.Exchange{served(0), use(100*time.Millisecond, 200), use(5*time.Second, 403)}}
	g.Expect(match.Late(elsewhere, "lifecycle-revoked")).To(Equal("it took 5.0 seconds until it did"))
	refused := evidence.Record{Exchanges: []evidence.Exchange{served(0), use(100*time.Millisecond, 403), use(5*time.Second, 403)}}
	g.Expect(match.Late(refused, "lifecycle-revoked")).To(BeEmpty(), "it was refused all the time")
	g.Expect(match.Accepted().Noted("more").Note(served(0))).To(Equal("more"))
}
