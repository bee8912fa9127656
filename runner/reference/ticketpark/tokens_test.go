package ticketpark

import (
	"testing"
	"time"
)

func TestTokensAreForgottenWhenThereAreTooMany(t *testing.T) {
	start := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	store := newTokenStore(time.Hour)
	first := store.issue("client", start)
	for range maxTokens - 1 {
		store.issue("client", start)
	}
	if !store.admits(first.access, start) {
		t.Error("the first token is forgotten before there is need")
	}
	latest := store.issue("client", start)
	if store.admits(first.access, start) || !store.admits(latest.access, start) {
		t.Error("wanted the oldest token to go, and the newest to stay")
	}
	if _, known := store.exchange(first.refresh, "client", start); known {
		t.Error("the oldest refresh token is still known")
	}
	if held := len(store.access.held); held != maxTokens {
		t.Errorf("%d tokens are kept, want %d", held, maxTokens)
	}
}
