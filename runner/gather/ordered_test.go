package gather

import (
	"crypto/tls"
	"net/http"
	"sync"
	"testing"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/probe"
)

// A good token is shown on the connection that fetched it, however many are open: what a target makes of others is asked
// by questions of their own.
func TestWhatIsInOrderHasOneConnection(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	from := map[probe.Name]string{}
	server, asked := start(t, reference.Config{
		TLS: func(c *tls.Config) { c.NextProtos = []string{"http/1.1"} },
		Wrap: func(sound http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				mu.Lock()
				from[probeOf(r)] = r.RemoteAddr
				mu.Unlock()
				sound.ServeHTTP(w, r)
			})
		},
	})
	asked.Resource = &target.Resource{Path: server.ResourcePath, Method: http.MethodGet}
	gathered(t, asked)
	valid := from[probe.Valid]
	for _, name := range []probe.Name{
		probe.ValidLast, probe.ResourceAccepted, probe.ResourceReused, probe.ResourceOther, probe.ResourceFirstAgain, probe.ResourceLowerCase, probe.ResourceLast,
	} {
		if from[name] != valid || valid == "" {
			t.Errorf("%s came from %q, wanted it from %q as the first request", name, from[name], valid)
		}
	}
	for _, name := range []probe.Name{probe.AcceptAny, probe.ResourceGarbage, probe.OnConnection(1)} {
		if from[name] == valid || from[name] == "" {
			t.Errorf("%s came from %q, wanted it from another connection than the first request", name, from[name])
		}
	}
}
