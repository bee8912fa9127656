// Command foreign serves github.com/go-oauth2/oauth2 as its README and its example set it up, for TestForeignServer: a server that
// nobody here wrote. It is a module of its own, since nothing else needs the library, nor the databases that come with it.
package main

import (
	"context"
	"encoding/json"
	"encoding/pem"
	"errors"
	"flag"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/go-oauth2/oauth2/v4/manage"
	"github.com/go-oauth2/oauth2/v4/models"
	"github.com/go-oauth2/oauth2/v4/server"
	"github.com/go-oauth2/oauth2/v4/store"
)

// main tells where it serves, on standard output, and serves until its standard input ends.
func main() {
	log.SetFlags(0)
	clients := store.NewClientStore()
	flag.Func("client", "id=secret", func(pair string) error {
		id, secret, ok := strings.Cut(pair, "=")
		if !ok {
			return errors.New("wanted id=secret")
		}
		return clients.Set(id, &models.Client{ID: id, Secret: secret})
	})
	tokens := flag.String("tokens", "", "path of the token endpoint")
	resource := flag.String("resource", "", "path of the resource; none where it is empty")
	form := flag.Bool("form", false, "take the client from the form, as the README has it, and any method")
	basic := flag.Bool("basic", false, "take the client from the header alone")
	user := flag.String("user", "", "name=password of the resource owner")
	flag.Parse()

	manager := manage.NewDefaultManager()
	manager.MustTokenStorage(store.NewMemoryTokenStore())
	manager.MapClientStorage(clients)
	foreign := server.NewDefaultServer(manager)
	if *form {
		foreign.SetAllowGetAccessRequest(true)
		foreign.SetClientInfoHandler(server.ClientFormHandler)
	}
	if *basic {
		foreign.SetClientInfoHandler(server.ClientBasicHandler)
	}
	if *user != "" {
		foreign.SetPasswordAuthorizationHandler(func(_ context.Context, _, name, password string) (string, error) {
			if name+"="+password == *user {
				return "1", nil
			}
			return "", nil // the library makes invalid_grant of it
		})
	}
	listening := httptest.NewUnstartedServer(handler(foreign, *tokens, *resource))
	listening.Config.ErrorLog = log.New(io.Discard, "", 0) // handshakes that are meant to fail
	listening.StartTLS()
	defer listening.Close()
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: listening.Certificate().Raw})
	if err := json.NewEncoder(os.Stdout).Encode(map[string]string{"url": listening.URL, "authority": string(authority)}); err != nil {
		log.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, os.Stdin) // ends with whoever started this
}

func handler(foreign *server.Server, tokens, resource string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc(tokens, func(w http.ResponseWriter, r *http.Request) {
		_ = foreign.HandleTokenRequest(w, r) // as the README has it: an answer that cannot be written has no reader
	})
	if resource != "" {
		mux.HandleFunc(resource, func(w http.ResponseWriter, r *http.Request) {
			if _, err := foreign.ValidationBearerToken(r); err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest) // as the library's example has it
				return
			}
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, "{}") // an answer that cannot be written has no reader
		})
	}
	return mux
}
