package caller

import (
	"context"

	"golang.org/x/oauth2"
)

// askForm asks for a token by Ticketpark's contract: with the refresh token where there is one, else with the password.
func (l *life) askForm(ctx context.Context, refreshToken string) (*oauth2.Token, error) {
	ctx = context.WithValue(ctx, oauth2.HTTPClient, l.client())
	config := &oauth2.Config{
		ClientID: l.task.id, ClientSecret: l.task.secret,
		Endpoint: oauth2.Endpoint{TokenURL: l.task.tokenURL, AuthStyle: oauth2.AuthStyleInHeader},
	}
	if refreshToken != "" {
		return config.TokenSource(ctx, &oauth2.Token{RefreshToken: refreshToken}).Token()
	}
	return config.PasswordCredentialsToken(ctx, l.task.username, l.task.password)
}
