package main

import (
	"net/http"
	"net/http/httptest"

	"github.com/go-oauth2/oauth2/v4/manage"
	"github.com/go-oauth2/oauth2/v4/models"
	"github.com/go-oauth2/oauth2/v4/server"
	"github.com/go-oauth2/oauth2/v4/store"
	"testing"
	"fmt"
	"os"
	"io"
	"log"
	"net"
	"encoding/pem"
	"path/filepath"
	"github.com/spf13/pflag"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/gather"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites"
)

func TestForeign(t *testing.T) {
	for _, form := range []bool{false, true} {
	manager := manage.NewDefaultManager()
	manager.MustTokenStorage(store.NewMemoryTokenStore())
	cs := store.NewClientStore()
	cs.Set("foreign-client", &models.Client{ID: "foreign-client", Secret: "Foreign-Secret-1", Domain: "http://localhost"})
	manager.MapClientStorage(cs)
	srv := server.NewDefaultServer(manager)
	if form {
		srv.SetAllowGetAccessRequest(true)
		srv.SetClientInfoHandler(server.ClientFormHandler)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/v3.8/distributor/oauth2/token", func(w http.ResponseWriter, r *http.Request) {
		srv.HandleTokenRequest(w, r)
	})
	s := httptest.NewUnstartedServer(mux)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}), 0o600)
	l, _ := net.Listen("tcp", "127.0.0.1:0")
	l.Close()
	fs := pflag.NewFlagSet("x", pflag.ContinueOnError)
	o := target.Bind(fs)
	fs.Set("base-url", s.URL+"/v3.8/distributor")
	fs.Set("plain-url", "http://"+l.Addr().String())
	fs.Set("ca-cert", ca)
	env := map[string]string{"AUTHCONFORM_CLIENT_ID": "foreign-client", "AUTHCONFORM_CLIENT_SECRET": "Foreign-Secret-1"}
	if err := o.Resolve(fs, func(s string) (string, bool) { v, ok := env[s]; return v, ok }, t.TempDir()); err != nil { t.Fatal(err) }
	c, err := openapi.Load(o.Contract)
	if err != nil { t.Fatal(err) }
	tg, err := o.Target(c)
	if err != nil { t.Fatal(err) }
	cl, err := suites.Catalogue(c)
	if err != nil { t.Fatal(err) }
	rec, err := gather.Gather(t.Context(), gather.Run{Contract: c, Target: tg, Version: "test"})
	if err != nil { t.Fatal(err) }
	fmt.Println("=========== form", form, rec.Run.Form, rec.Run.Preflight)
	for _, x := range rec.Exchanges {
		fmt.Printf("%-24s %s %s %q %v\n", x.ID, x.Request.Method, x.Request.URL, x.Request.Body, x.Request.Header)
		if x.Response != nil { fmt.Printf("      -> %d %s %q %v\n", x.Response.Status, x.Response.Proto, x.Response.Body, x.Response.Header) } else { fmt.Println("      ->", x.Failure, x.TLS) }
	}
	for _, u := range rec.Unasked { fmt.Println("unasked", u) }
	for _, r := range suites.Judge(cl, rec) {
		fmt.Printf("%-13s %-45s %-11s R%d gr=%v reason=%q by=%s note=%q\n", r.Status, r.Clause.ID, r.Clause.Level, r.Clause.Ruling, r.Gravest, r.Reason, r.BlockedBy, r.Note)
		for _, v := range r.Violations { fmt.Printf("        %+v\n", v) }
		if r.Status == "failed" || r.Status == "warned" || r.Status == "passed" { for _, x := range r.Exchanges { fmt.Print(" ", x.ID) }; fmt.Println() }
	}
	s.Close()
	}
}
