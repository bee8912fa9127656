package caller

import (
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"
)

// The contracts that have a reference client.
const (
	Prioticket = "prioticket"
	Ticketpark = "ticketpark"
)

// Contracts lists those that have a reference client, in alphabetical order.
func Contracts() []string { return []string{Prioticket, Ticketpark} }

// task is what a life is told by its environment.
type task struct {
	tokenURL, resourceURL string
	id, secret, scope     string
	username, password    string
	authorities           *x509.CertPool // nil: those of the machine
	calls                 int
	pause                 time.Duration
	state                 string // a directory; "" where nothing can be kept
}

func read(env func(string) string) (task, error) {
	t := task{
		tokenURL: env("AUTHCONFORM_TOKEN_URL"), resourceURL: env("AUTHCONFORM_RESOURCE_URL"),
		id: env("AUTHCONFORM_CLIENT_ID"), secret: env("AUTHCONFORM_CLIENT_SECRET"), scope: env("AUTHCONFORM_SCOPE"),
		username: env("AUTHCONFORM_USERNAME"), password: env("AUTHCONFORM_PASSWORD"),
		state: env("AUTHCONFORM_STATE_DIR"),
	}
	if t.tokenURL == "" || t.resourceURL == "" || t.id == "" {
		return task{}, errors.New("wanted AUTHCONFORM_TOKEN_URL, AUTHCONFORM_RESOURCE_URL and AUTHCONFORM_CLIENT_ID, and not all are set: start this by authconform client -- …")
	}
	calls, err := strconv.Atoi(env("AUTHCONFORM_CALLS"))
	if err != nil || calls < 0 {
		return task{}, fmt.Errorf("AUTHCONFORM_CALLS: wanted how many calls to make, found %q", env("AUTHCONFORM_CALLS"))
	}
	pause, err := strconv.ParseFloat(env("AUTHCONFORM_PAUSE"), 64)
	if err != nil || pause < 0 || pause > time.Hour.Seconds() {
		return task{}, fmt.Errorf("AUTHCONFORM_PAUSE: wanted how many seconds to wait after a call, found %q", env("AUTHCONFORM_PAUSE"))
	}
	t.calls, t.pause = calls, time.Duration(pause*float64(time.Second))
	if file := env("AUTHCONFORM_CA_CERT"); file != "" {
		t.authorities, err = authorities(file)
	}
	return t, err
}

func authorities(file string) (*x509.CertPool, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("AUTHCONFORM_CA_CERT: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(content) {
		return nil, fmt.Errorf("AUTHCONFORM_CA_CERT: wanted certificates in PEM, found none in %s", file)
	}
	return pool, nil
}
