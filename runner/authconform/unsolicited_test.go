package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// unsolicited serves HTTP/1.1 in clear, and says more than it was asked for: the token response follows every answer,
// those to HEAD and those that are complete, on the same connection. It gives its address, and counts what it said.
func unsolicited(t *testing.T) (address string, said *atomic.Int64) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	said = &atomic.Int64{}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go chatter(connection, said)
		}
	}()
	return listener.Addr().String(), said
}

func chatter(connection net.Conn, said *atomic.Int64) {
	defer func() { _ = connection.Close() }()
	from := bufio.NewReader(connection)
	for {
		request, err := http.ReadRequest(from)
		if err != nil {
			return
		}
		body := fmt.Sprintf(`{"access_token":"%s","token_type":"Bearer","expires_in":3600,"heard":%q}`, canaryToken, request.Header.Get("Authorization"))
		status, challenge := "200 OK", ""
		if request.Method != http.MethodPost || request.Header.Get("Authorization") == "" {
			status, challenge = "401 Unauthorized", "WWW-Authenticate: Basic realm=\"a\"\r\n"
		}
		if n, _ := request.Body.Read(make([]byte, 1<<16)); n < 0 {
			return
		}
		answer := fmt.Sprintf("HTTP/1.1 %s\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", status, challenge, len(body), body)
		if request.Method == http.MethodHead { // the body is unsolicited
			said.Add(1)
		}
		if _, err := connection.Write([]byte(answer)); err != nil {
			return
		}
	}
}

const canaryToken = "canary-Token-4711-abcdefgh"

// TestNoLibraryWritesToTheTerminal runs the command in a process of its own, with all that it prints in two files.
func TestNoLibraryWritesToTheTerminal(t *testing.T) {
	t.Parallel()
	address, said := unsolicited(t)
	var out, errors bytes.Buffer
	command := exec.CommandContext(t.Context(), "authconform", "run", "--quiet", "--no-progress", "--base-url", "http://"+address, "--out", filepath.Join(t.TempDir(), "out"))
	command.Dir = t.TempDir()
	command.Env = append(os.Environ(), "AUTHCONFORM_CLIENT_ID="+canaryID, "AUTHCONFORM_CLIENT_SECRET="+canarySecret)
	command.Stdout, command.Stderr = &out, &errors
	err := command.Run()
	if said.Load() == 0 {
		t.Fatalf("nothing unsolicited was said (%v):\n%s%s", err, out.String(), errors.String())
	}
	printed := out.String() + errors.String()
	if strings.Contains(printed, "Unsolicited") || strings.Contains(printed, "canary") {
		t.Error(printed)
	}
}
