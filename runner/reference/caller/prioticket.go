package caller

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"

	"golang.org/x/oauth2"
)

// maxAnswer is how much of an answer is read.
const maxAnswer = 1 << 20

// askJSON asks for a token by Prioticket's contract: client credentials, in JSON, with both parts of Basic form-encoded.
func (l *life) askJSON(ctx context.Context) (*oauth2.Token, error) {
	content, err := json.Marshal(struct {
		GrantType string `json:"grant_type"`
		Scope     string `json:"scope,omitempty"`
	}{"client_credentials", l.task.scope})
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, l.task.tokenURL, bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	request.SetBasicAuth(url.QueryEscape(l.task.id), url.QueryEscape(l.task.secret))
	response, err := l.client().Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }() // it was read
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return nil, err
	}
	return granted(response, answer)
}

// granted reads a token response.
func granted(response *http.Response, answer []byte) (*oauth2.Token, error) {
	refusal := &oauth2.RetrieveError{Response: response, Body: answer}
	members := struct {
		oauth2.Token
		Error string `json:"error"`
	}{}
	malformed := json.Unmarshal(answer, &members)
	refusal.ErrorCode = members.Error
	switch {
	case response.StatusCode != http.StatusOK:
		return nil, refusal
	case malformed != nil:
		return nil, malformed
	case members.AccessToken == "":
		return nil, errors.New("the response has no access token")
	}
	return &members.Token, nil
}
