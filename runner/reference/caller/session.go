package caller

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

// session is what a client has of tokens. Its methods may be called side by side: who asks while another does waits for
// what comes of it.
type session struct {
	*life

	mu      sync.Mutex
	token   *oauth2.Token
	due     time.Time // when the token is taken for good no longer
	uses    int       // of the token
	fetched int       // tokens, in this life
	rushed  bool      // it has asked side by side
	refresh string
	opening string // the first refresh token
}

// errNoAnswer is of requests that were not answered at all, or not with a token.
var errNoAnswer = errors.New("the service did not answer with a token")

// take gives a token to call with: the one that it has while that is good, else a new one.
func (s *session) take(ctx context.Context) (*oauth2.Token, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token != nil && time.Now().Before(s.due) && !s.habits.anew(s) {
		s.uses++
		return s.token, nil
	}
	token, err := s.obtain(ctx)
	if err != nil {
		return nil, err
	}
	s.token, s.uses = token, 1
	return token, nil
}

// forget drops a token that was refused, unless another has taken its place.
func (s *session) forget(refused *oauth2.Token) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token == refused {
		s.token = nil
	}
}

// obtain asks until there is a token, or no hope of one.
func (s *session) obtain(ctx context.Context) (*oauth2.Token, error) {
	grant := s.habits.grant
	for attempt := 1; ; attempt++ {
		asked := time.Now()
		with := grant(s)
		token, err := s.rush(ctx, with, attempt)
		if err == nil {
			return s.got(token, asked), nil
		}
		var refusal *oauth2.RetrieveError
		if !errors.As(err, &refusal) || refusal.Response == nil {
			return nil, errNoAnswer
		}
		if with != "" && s.task.password != "" && s.habits.resorts(refusal.Response.StatusCode, refusal.ErrorCode) {
			s.refresh, grant = "", withPassword
			continue
		}
		delay, again := s.habits.retry(refusal.Response.StatusCode, refusal.Response.Header, attempt)
		if !again || !s.wait(ctx, delay) {
			return nil, err
		}
	}
}

// rush asks once, or as often side by side as the client's habit is before it has a token.
func (s *session) rush(ctx context.Context, with string, attempt int) (*oauth2.Token, error) {
	side := min(s.habits.rush, s.task.calls) - 1
	if s.rushed || attempt > 1 || with != "" || side < 1 {
		return s.ask(ctx, with)
	}
	s.rushed = true
	tokens := make([]*oauth2.Token, side)
	var others sync.WaitGroup
	for i := range side {
		others.Go(func() { tokens[i], _ = s.ask(ctx, with) }) // what becomes of the first tells
	}
	token, err := s.ask(ctx, with)
	others.Wait()
	if i := slices.IndexFunc(tokens, func(t *oauth2.Token) bool { return t != nil }); err != nil && i >= 0 {
		return tokens[i], nil
	}
	return token, err
}

// withPassword is a grant that no refresh token is used for.
func withPassword(*session) string { return "" }

// got makes a response's tokens the session's.
func (s *session) got(token *oauth2.Token, asked time.Time) *oauth2.Token {
	lifetime := forever
	if token.ExpiresIn > 0 {
		lifetime = time.Duration(token.ExpiresIn) * time.Second
	}
	s.fetched++
	s.due = asked.Add(s.habits.lasts(lifetime))
	s.refresh = s.habits.learns(s.refresh, token.RefreshToken)
	if s.opening == "" {
		s.opening = s.refresh
	}
	s.token = s.habits.takes(s.life, token)
	for _, tell := range s.habits.tells {
		tell(s.life, token)
	}
	for _, keep := range s.habits.keeps {
		keep(s.life, s)
	}
	return s.token
}

// ask sends one request for a token, as the contract has it.
func (s *session) ask(ctx context.Context, refreshToken string) (*oauth2.Token, error) {
	if s.contract == Ticketpark {
		return s.askForm(ctx, refreshToken)
	}
	return s.askJSON(ctx)
}

// client is what requests for tokens are sent by. It follows no redirect, as net/http would: the wire does what a client's
// habits have it do.
func (l *life) client() *http.Client {
	return &http.Client{Transport: tokenWire{l}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}
