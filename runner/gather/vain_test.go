package gather

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/authconform/authconform/runner/reference"
)

// A target that answers over HTTP/2 alone, and closes each connection of HTTP/1.1 once it has read what was sent over it, has met
// those requests: each is recorded, and so is a wrong secret in it.
func TestWhatWasSentInVainIsRecorded(t *testing.T) {
	t.Parallel()
	var met, guesses atomic.Int32
	_, asked := start(t, reference.Config{Wrap: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.TLS == nil || !strings.HasSuffix(r.URL.Path, "/token") {
				next.ServeHTTP(w, r)
				return
			}
			met.Add(1)
			if strings.Contains(r.Header.Get("App-Reference"), "/wrong-secret") {
				guesses.Add(1)
			}
			if r.ProtoMajor == 1 {
				panic(http.ErrAbortHandler)
			}
			next.ServeHTTP(w, r)
		})
	}})
	got, err := Gather(t.Context(), asks(t, asked))
	if err != nil {
		t.Fatal(err)
	}
	var recorded, told int32
	for _, x := range got.Exchanges {
		if address := parsed(t, x.Request.URL); address.Scheme != "https" || !strings.HasSuffix(address.Path, "/token") || x.Request.Method == "" {
			continue
		}
		recorded++
		if strings.HasPrefix(x.Probe, "wrong-secret") {
			told++
		}
	}
	if recorded != met.Load() || told != guesses.Load() {
		t.Errorf("%d requests are recorded, and %d of them wrong secrets; the target met %d and %d", recorded, told, met.Load(), guesses.Load())
	}
}
