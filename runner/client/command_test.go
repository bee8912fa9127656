//go:build unix

package client

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

// shell is a client that is a script.
func shell(script string) Command { return Command{"sh", "-c", script} }

// lived gives the lives of a scenario that a client was led through.
func lived(t *testing.T, run Run) []*evidence.Life {
	t.Helper()
	if run.Contract == nil {
		run.Contract = contract(t, "prioticket")
	}
	if run.Scenarios == nil {
		run.Scenarios = chosen(t, run.Contract, scenario.Special)
	}
	rec, err := Gather(t.Context(), run)
	if err != nil {
		t.Fatal(err)
	}
	var lives []*evidence.Life
	for _, x := range rec.Exchanges {
		if x.Life != nil {
			lives = append(lives, x.Life)
		}
	}
	if len(lives) != run.Scenarios[0].Lives {
		t.Fatalf("wanted %d lives, found %d", run.Scenarios[0].Lives, len(lives))
	}
	return lives
}

// A command is told what it needs, keeps what is not ours, and knows nothing of ours besides.
func TestTheEnvironmentOfACommand(t *testing.T) {
	t.Setenv("AUTHCONFORM_HISTORY", "ours")
	t.Setenv("OF_THE_OWNER", "kept")
	file := filepath.Join(t.TempDir(), "seen")
	t.Setenv("SEEN", file)
	c := contract(t, "ticketpark")
	list := chosen(t, c, scenario.Restart)
	list[0].Lifetime = time.Second
	lives := lived(t, Run{Contract: c, Scenarios: list, Start: shell(`env >> "$SEEN"; echo -- >> "$SEEN"; ls "$AUTHCONFORM_STATE_DIR" >> "$SEEN"; echo x > "$AUTHCONFORM_STATE_DIR/kept"; test -s "$AUTHCONFORM_CA_CERT" || exit 9`)})
	for _, life := range lives {
		if life.Ending != evidence.Exited || life.Code != 0 {
			t.Errorf("life %d: %+v", life.Number, life)
		}
	}
	seen, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	first, second, found := strings.Cut(string(seen), "\n--\n")
	if !found {
		t.Fatal(string(seen))
	}
	value := func(text, name string) string {
		for line := range strings.SplitSeq(text, "\n") {
			if value, is := strings.CutPrefix(line, name+"="); is {
				return value
			}
		}
		return ""
	}
	for _, name := range []string{"BASE_URL", "TOKEN_URL", "RESOURCE_URL", "CLIENT_ID", "CLIENT_SECRET", "USERNAME", "CA_CERT", "STATE_DIR"} {
		if v := value(first, "AUTHCONFORM_"+name); v == "" || v != value(second, "AUTHCONFORM_"+name) {
			t.Errorf("%s: %q in the first life, %q in the second", name, v, value(second, "AUTHCONFORM_"+name))
		}
	}
	ca := value(first, "AUTHCONFORM_CA_CERT")
	for name, wanted := range map[string]string{
		"AUTHCONFORM_CONTRACT": "ticketpark", "AUTHCONFORM_SCENARIO": "restart", "AUTHCONFORM_CALLS": "2", "AUTHCONFORM_PAUSE": "0.1", "AUTHCONFORM_SCOPE": "",
		"AUTHCONFORM_TOKEN_URL": value(first, "AUTHCONFORM_BASE_URL") + "/oauth/v2/token", "OF_THE_OWNER": "kept", "AUTHCONFORM_HISTORY": "",
		"SSL_CERT_FILE": ca, "NODE_EXTRA_CA_CERTS": ca, "REQUESTS_CA_BUNDLE": ca, "CURL_CA_BUNDLE": ca,
	} {
		if v := value(first, name); v != wanted {
			t.Errorf("%s is %q, wanted %q", name, v, wanted)
		}
	}
	if value(first, "AUTHCONFORM_PASSWORD") == "" || value(second, "AUTHCONFORM_PASSWORD") != "" {
		t.Error("the password is for the first life alone")
	}
	if !strings.Contains(second, "\nkept\n") {
		t.Error("the second life does not find what the first has kept")
	}
	if _, err := os.Stat(value(first, "AUTHCONFORM_STATE_DIR")); !os.IsNotExist(err) {
		t.Errorf("the client's directory is left behind: %v", err)
	}
}

// How a command ends is told; one that never ends, or prints without end, is ended.
func TestHowACommandEnds(t *testing.T) {
	for name, test := range map[string]struct {
		script  string
		ending  evidence.Ending
		code    int
		timeout time.Duration
		output  string
	}{
		"well":            {"echo fine", evidence.Exited, 0, time.Minute, "fine\n"},
		"with a code":     {"echo bad >&2; exit 7", evidence.Exited, 7, time.Minute, "bad\n"},
		"both outputs":    {"echo out; echo err >&2", evidence.Exited, 0, time.Minute, "standard output:\nout\nstandard error:\nerr\n"},
		"by a signal":     {"kill -9 $$", evidence.Killed, 0, time.Minute, ""},
		"never":           {"echo begun; sleep 600", evidence.TimedOut, 0, time.Second, "begun\n"},
		"deaf":            {"trap '' TERM INT; while :; do sleep 1; done", evidence.TimedOut, 0, time.Second, ""},
		"prints for ever": {"yes", evidence.Flooded, 0, time.Minute, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			life := lived(t, Run{Start: shell(test.script), Timeout: test.timeout})[0]
			if life.Ending != test.ending || life.Code != test.code || life.Searched != (test.ending != evidence.Flooded) {
				t.Errorf("ended: %+v", life)
			}
			if test.ending != evidence.Flooded && life.Output != test.output {
				t.Errorf("printed %q, wanted %q", life.Output, test.output)
			}
			if len(life.Output) > excerpt {
				t.Errorf("%d bytes of output were kept", len(life.Output))
			}
		})
	}
}

// What a command has started is ended with it: in its group or out of it, whoever holds its output.
func TestNothingOutlivesAClient(t *testing.T) {
	for name, start := range map[string]string{"a child": `sh -c 'echo $$ >> %q; exec sleep 600'`, "a child in a session of its own": `setsid sh -c 'echo $$ >> %q; exec sleep 600'`} {
		for how, end := range map[string]string{"ends": "sleep 0.2", "is ended": "sleep 600"} {
			t.Run(name+", "+how, func(t *testing.T) {
				if strings.Contains(start, "setsid") {
					if _, err := os.Stat("/proc/self/environ"); err != nil {
						t.Skip("nobody tells the environment of other processes here")
					}
				}
				text := seen(t, func(file string) string {
					return fmt.Sprintf(`%s & until [ -s %q ]; do sleep 0.05; done; echo $$ >> %q; %s`, fmt.Sprintf(start, file), file, file, end)
				})
				for _, field := range strings.Fields(text) {
					process, err := strconv.Atoi(field)
					if err != nil {
						t.Fatal(err)
					}
					for deadline := time.Now().Add(time.Minute); alive(process); time.Sleep(10 * time.Millisecond) {
						if time.Now().After(deadline) {
							t.Fatalf("the process %d has outlived the client", process)
						}
					}
				}
			})
		}
	}
}

// seen gives what a client writes to a file. One that was ended before it had, as a busy machine does it, has twice the time.
func seen(t *testing.T, script func(file string) string) string {
	t.Helper()
	const longest = 2 * time.Minute
	file := filepath.Join(t.TempDir(), "seen")
	for timeout := 2 * time.Second; ; timeout *= 2 {
		begun := time.Now()
		lived(t, Run{Start: shell(script(file)), Timeout: timeout})
		if took := time.Since(begun); took > timeout+5*time.Minute { // half of what it sleeps
			t.Errorf("it took %v", took)
		}
		text, err := os.ReadFile(file)
		if err == nil && len(strings.Fields(string(text))) > 1 {
			return string(text)
		}
		if timeout > longest {
			t.Fatalf("the client wrote %q: %v", text, err)
		}
		_ = os.Remove(file)
	}
}

// alive says that a process runs: one that nobody has taken leave of yet does not.
func alive(process int) bool {
	status, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(process), "stat"))
	return err == nil && !strings.Contains(string(status), ") Z ") && syscall.Kill(process, 0) == nil
}

// A secret in what a command prints or keeps is found and told, and not shown.
func TestALeakIsFound(t *testing.T) {
	const secret = `"$AUTHCONFORM_CLIENT_SECRET"`
	for name, test := range map[string]struct {
		script string
		leak   evidence.Leak
	}{
		"as it is":              {"printf %s " + secret, evidence.Leak{What: evidence.ClientSecret, Where: evidence.StandardOutput, As: "as it is"}},
		"in base64":             {`printf %s "$AUTHCONFORM_CLIENT_ID:$AUTHCONFORM_CLIENT_SECRET" | base64 >&2`, evidence.Leak{What: evidence.ClientSecret, Where: evidence.StandardError, As: "base64"}},
		"in hexadecimals":       {"printf %s " + secret + ` | od -An -v -tx1 | tr -d ' \n'`, evidence.Leak{What: evidence.ClientSecret, Where: evidence.StandardOutput, As: "hexadecimal digits"}},
		"in colours":            {`printf '\033[1m%s\033[0m' ` + secret + ` | sed 's/./&\x1b[31m/9'`, evidence.Leak{What: evidence.ClientSecret, Where: evidence.StandardOutput, As: "as it is"}},
		"Basic in hexadecimals": {`printf %s "$AUTHCONFORM_CLIENT_ID:$AUTHCONFORM_CLIENT_SECRET" | base64 -w0 | od -An -v -tx1 | tr -d ' \n'`, evidence.Leak{What: evidence.ClientSecret, Where: evidence.StandardOutput, As: "base64"}},
		"the password":          {`echo "login failed for $AUTHCONFORM_PASSWORD"`, evidence.Leak{What: evidence.Password, Where: evidence.StandardOutput, As: "as it is"}},
		"in capitals":           {"printf %s " + secret + " | tr a-z A-Z", evidence.Leak{What: evidence.ClientSecret, Where: evidence.StandardOutput, As: "as it is"}},
		"amid a lot":            {"yes | head -c 400000; printf %s " + secret + "; yes | head -c 400000", evidence.Leak{What: evidence.ClientSecret, Where: evidence.StandardOutput, As: "as it is"}},
		"kept":                  {`mkdir "$AUTHCONFORM_STATE_DIR/a"; printf '{"password":"%s"}' "$AUTHCONFORM_PASSWORD" > "$AUTHCONFORM_STATE_DIR/a/session"`, evidence.Leak{What: evidence.Password, Where: "a/session", As: "as it is"}},
		"for a name":            {`: > "$AUTHCONFORM_STATE_DIR/$AUTHCONFORM_PASSWORD"`, evidence.Leak{What: evidence.Password, Where: fileName, As: "for a name"}},
		"for a name, hex":       {`: > "$AUTHCONFORM_STATE_DIR/$(printf %s "$AUTHCONFORM_PASSWORD" | od -An -v -tx1 | tr -d ' \n')"`, evidence.Leak{What: evidence.Password, Where: fileName, As: "for a name"}},
		"in a link":             {`ln -s "/nowhere/$AUTHCONFORM_PASSWORD" "$AUTHCONFORM_STATE_DIR/link"`, evidence.Leak{What: evidence.Password, Where: fileName, As: "for a name"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := contract(t, "ticketpark")
			list := chosen(t, c, scenario.UntrustedCA)
			file := filepath.Join(t.TempDir(), "secrets")
			script := fmt.Sprintf(`printf '%%s\n' "$AUTHCONFORM_CLIENT_SECRET" "$AUTHCONFORM_PASSWORD" > %q; %s`, file, test.script)
			life := lived(t, Run{Contract: c, Scenarios: list, Start: shell(script)})[0]
			if len(life.Leaks) != 1 || life.Leaks[0] != test.leak || !life.Searched {
				t.Errorf("found: %+v", life)
			}
			secrets, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range strings.Fields(string(secrets)) {
				for _, form := range []string{s, strings.ToUpper(s), fmt.Sprintf("%x", s)} {
					if strings.Contains(fmt.Sprintf("%+v", life), form) {
						t.Errorf("the record shows it: %+v", life)
					}
				}
			}
		})
	}
}

// Nothing was looked through where the client has put something else in the place of its directory.
func TestADirectoryThatIsElsewhereWasNotLookedThrough(t *testing.T) {
	for _, in := range []string{`mv "$AUTHCONFORM_STATE_DIR" "$AUTHCONFORM_STATE_DIR.old" && ln -s "$AUTHCONFORM_STATE_DIR.old" "$AUTHCONFORM_STATE_DIR"`, `rmdir "$AUTHCONFORM_STATE_DIR"`, `rmdir "$AUTHCONFORM_STATE_DIR" && echo x > "$AUTHCONFORM_STATE_DIR"`} {
		if life := lived(t, Run{Start: shell(in)})[0]; life.Searched || life.Code != 0 {
			t.Errorf("%s: %+v", in, life)
		}
	}
}

// A token that is kept is none: that is what the directory is for. What is printed is looked for in tokens too.
func TestATokenIsKeptAndNotPrinted(t *testing.T) {
	prints := Func(func(ctx context.Context, getenv func(string) string, stdout, _ io.Writer) int {
		s, err := newSimple(getenv)
		if err != nil {
			return 1
		}
		defer s.http.CloseIdleConnections()
		a, err := s.fetch(ctx)
		if err != nil {
			return 1
		}
		fmt.Fprintf(stdout, "got %s\n", a.Refresh)
		_ = os.WriteFile(filepath.Join(getenv("AUTHCONFORM_STATE_DIR"), "token"), []byte(a.Access), 0o600)
		return 0
	})
	c := contract(t, "ticketpark")
	life := lived(t, Run{Contract: c, Scenarios: chosen(t, c, scenario.Steady), Start: prints})[0]
	if want := (evidence.Leak{What: evidence.RefreshToken, Where: evidence.StandardOutput, As: "as it is"}); len(life.Leaks) != 1 || life.Leaks[0] != want {
		t.Errorf("found: %+v", life)
	}
}

// A command that cannot be started is an error before anything is.
func TestACommandThatCannotBeStarted(t *testing.T) {
	for _, command := range []Command{{"/nowhere/at-all"}, {"no-such-command-anywhere"}, {}} {
		rec, err := Gather(t.Context(), Run{Contract: contract(t, "prioticket"), Start: command})
		if err == nil || len(rec.Exchanges) > 0 {
			t.Errorf("%q: %v", command, err)
		}
	}
	if _, err := Gather(t.Context(), Run{Contract: contract(t, "prioticket")}); err == nil {
		t.Error("neither a command nor an address: no error")
	}
}
