package reference

import "testing"

func TestHostOfAnAddress(t *testing.T) {
	for address, want := range map[string]string{
		":8443": "127.0.0.1", "0.0.0.0:8443": "127.0.0.1", "[::]:8443": "127.0.0.1", "nonsense": "127.0.0.1",
		"[::1]:8443": "::1", "target.example:8443": "target.example",
	} {
		if got := hostOf(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}
