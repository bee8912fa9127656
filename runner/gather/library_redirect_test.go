package gather

import (
	"net/http"
	"strings"
	"testing"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/prioticket"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/probe"
)

// R5: no secret goes where a redirect points to, the library's neither; it asks once, as everybody does.
func TestTheLibraryFollowsNoRedirect(t *testing.T) {
	t.Parallel()
	elsewhere, seen := &arrivals{}, &arrivals{}
	other, _ := start(t, reference.Config{Wrap: elsewhere.note})
	_, asked := start(t, reference.Config{Wrap: func(sound http.Handler) http.Handler {
		return seen.note(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(string(probeOf(r)), "library") {
				http.Redirect(w, r, other.BaseURL+prioticket.TokenPath, http.StatusTemporaryRedirect)
				return
			}
			sound.ServeHTTP(w, r)
		}))
	}})
	asked.Profile = target.FullProfile
	asked.TLS.Roots.AppendCertsFromPEM(other.CA)
	gathered(t, asked, probe.LibraryHeader, probe.LibraryParams)
	if got := elsewhere.all(); len(got) > 0 {
		t.Errorf("%d requests went to another host: %q", len(got), got[0].body)
	}
	times := map[probe.Name]int{}
	for _, a := range seen.all() {
		times[a.probe]++
	}
	if times[probe.LibraryHeader] != 1 || times[probe.LibraryParams] != 1 {
		t.Errorf("the library's requests came %v times, wanted each once", times)
	}
}
