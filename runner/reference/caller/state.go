package caller

import (
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/oauth2"
)

// refreshFile is where a refresh token is kept between lives.
const refreshFile = "refresh-token"

// keepRefreshToken writes the latest refresh token, and nothing else: the password is not kept.
func keepRefreshToken(l *life, s *session) { l.keep(refreshFile, s.refresh) }

func restoreRefreshToken(l *life, s *session) {
	s.refresh = l.kept(refreshFile)
	s.opening = s.refresh
}

// keep writes a file of the state directory in one piece: a life that ends in the middle leaves the one that was there.
func (l *life) keep(name, content string) {
	if l.task.state == "" {
		return
	}
	l.keeping.Lock()
	defer l.keeping.Unlock()
	file := filepath.Join(l.task.state, name)
	if err := os.WriteFile(file+".new", []byte(content), 0o600); err != nil {
		l.say("nothing is kept: " + err.Error())
		return
	}
	if err := os.Rename(file+".new", file); err != nil {
		l.say("nothing is kept: " + err.Error())
	}
}

// kept reads a file of the state directory; "" where there is none.
func (l *life) kept(name string) string {
	if l.task.state == "" {
		return ""
	}
	content, err := os.ReadFile(filepath.Join(l.task.state, name))
	if err != nil {
		return ""
	}
	return string(content)
}

// accessFile is where those keep their access token who do.
const accessFile = "access-token"

// keptToken is what is kept of an access token.
type keptToken struct {
	Token *oauth2.Token
	Due   time.Time
}

func keepAccessToken(l *life, s *session) {
	content, err := json.Marshal(keptToken{s.token, s.due})
	if err != nil {
		return
	}
	l.keep(accessFile, string(content))
}

// restoreAccessToken takes up a kept token; whether that is good still is seen when it is to be used.
func restoreAccessToken(l *life, s *session) {
	var kept keptToken
	if json.Unmarshal([]byte(l.kept(accessFile)), &kept) == nil {
		s.token, s.due = kept.Token, kept.Due
	}
}
