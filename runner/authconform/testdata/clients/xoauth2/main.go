// Command xoauth2 calls as an integration on golang.org/x/oauth2 does. Its argument says where the client authenticates:
// header or params.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

func main() {
	style := map[string]oauth2.AuthStyle{"header": oauth2.AuthStyleInHeader, "params": oauth2.AuthStyleInParams}[os.Args[1]]
	client, err := client(context.Background(), style)
	if err != nil {
		fmt.Fprintln(os.Stderr, "no client:", err)
		os.Exit(1)
	}
	calls, _ := strconv.Atoi(os.Getenv("AUTHCONFORM_CALLS"))
	pause, _ := time.ParseDuration(os.Getenv("AUTHCONFORM_PAUSE") + "s")
	good := 0
	for range calls {
		if err := call(client); err != nil {
			fmt.Fprintln(os.Stderr, err)
		} else {
			good++
		}
		time.Sleep(pause)
	}
	if good < calls {
		os.Exit(1)
	}
}

func call(client *http.Client) error {
	response, err := client.Get(os.Getenv("AUTHCONFORM_RESOURCE_URL"))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body)
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("a call was answered with %s", response.Status)
	}
	return nil
}

// client fetches its tokens by itself, with client credentials or, where the contract has users, with a password once and
// with refresh tokens from then on.
func client(ctx context.Context, style oauth2.AuthStyle) (*http.Client, error) {
	var scopes []string
	if scope := os.Getenv("AUTHCONFORM_SCOPE"); scope != "" {
		scopes = []string{scope}
	}
	id, secret, url := os.Getenv("AUTHCONFORM_CLIENT_ID"), os.Getenv("AUTHCONFORM_CLIENT_SECRET"), os.Getenv("AUTHCONFORM_TOKEN_URL")
	user := os.Getenv("AUTHCONFORM_USERNAME")
	if user == "" {
		config := &clientcredentials.Config{ClientID: id, ClientSecret: secret, TokenURL: url, Scopes: scopes, AuthStyle: style}
		return config.Client(ctx), nil
	}
	config := &oauth2.Config{ClientID: id, ClientSecret: secret, Endpoint: oauth2.Endpoint{TokenURL: url, AuthStyle: style}, Scopes: scopes}
	token, err := kept()
	if err != nil {
		if token, err = config.PasswordCredentialsToken(ctx, user, os.Getenv("AUTHCONFORM_PASSWORD")); err != nil {
			return nil, err
		}
		keep(token)
	}
	return oauth2.NewClient(ctx, keeping{config.TokenSource(ctx, token)}), nil
}

// keeping writes down what it hands out, for the next start.
type keeping struct{ oauth2.TokenSource }

func (k keeping) Token() (*oauth2.Token, error) {
	token, err := k.TokenSource.Token()
	if err == nil {
		keep(token)
	}
	return token, err
}

func file() string { return filepath.Join(os.Getenv("AUTHCONFORM_STATE_DIR"), "token.json") }

func keep(token *oauth2.Token) {
	text, _ := json.Marshal(token)
	_ = os.WriteFile(file(), text, 0o600)
}

func kept() (*oauth2.Token, error) {
	text, err := os.ReadFile(file())
	if err != nil {
		return nil, err
	}
	token := &oauth2.Token{}
	return token, json.Unmarshal(text, token)
}
