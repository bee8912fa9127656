package file

import (
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
)

func TestRead(t *testing.T) {
	dir := t.TempDir()
	for _, text := range []string{"", "x", strings.Repeat("x", 10_000)} {
		name := filepath.Join(dir, "file")
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if data, err := Read(name, 10_000); err != nil || string(data) != text {
			t.Errorf("%d bytes came back as %d, %v", len(text), len(data), err)
		}
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink("file", link); err != nil {
		t.Fatal(err)
	}
	if data, err := Read(link, 10_000); err != nil || len(data) != 10_000 {
		t.Errorf("through a link: %d bytes, %v", len(data), err)
	}
}

// What has no end, or would have its reader wait, is refused at once; each error says what is there.
func TestReadRefuses(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	if err := syscall.Mkfifo(at("pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("pipe", at("link-to-pipe")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("loop", at("loop")); err != nil {
		t.Fatal(err)
	}
	var listen net.ListenConfig
	socket, err := listen.Listen(t.Context(), "unix", at("socket"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = socket.Close() }()
	if err := os.WriteFile(at("large"), []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	sparse, err := os.Create(at("sparse"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(sparse.Truncate(1<<40), sparse.Close()); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		at("pipe"):         "but a pipe",
		at("link-to-pipe"): "but a pipe",
		at("socket"):       "but a socket",
		at("loop"):         "too many levels of symbolic links",
		dir:                "but a directory",
		"/dev/zero":        "but a device",
		"/dev/tty":         "",
		at("large"):        "larger than 0 KiB",
		at("sparse"):       "larger than 0 KiB",
		at("gone"):         "no such file",
		at("large") + "/x": "not a directory",
		at("a\x00b"):       "invalid argument",
	} {
		data, err := Read(name, 4)
		var refused *Refused
		if !errors.As(err, &refused) || !strings.Contains(refused.Why, want) || strings.Contains(refused.Why, dir) || refused.Path != name || data != nil {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
	if _, err := Read(at("gone"), 4); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the cause is lost: %v", err)
	}
}

// A file that grows while it is read, or lies about its size as those of /proc do, is read within the limit.
func TestReadAllTrustsNoSize(t *testing.T) {
	for size := range int64(40) {
		data, err := ReadAll("f", iotest.OneByteReader(strings.NewReader("0123456789")), size, 100)
		if err != nil || string(data) != "0123456789" {
			t.Errorf("size %d: %q, %v", size, data, err)
		}
	}
	endless := iotest.DataErrReader(io.MultiReader(strings.NewReader(strings.Repeat("x", 100)), zeros{}))
	if data, err := ReadAll("f", endless, 0, 1000); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("%d bytes of an endless file, %v", len(data), err)
	}
	if data, err := ReadAll("f", strings.NewReader("1234"), 0, 4); err != nil || len(data) != 4 {
		t.Errorf("%d bytes at the limit, %v", len(data), err)
	}
	if _, err := ReadAll("f", iotest.ErrReader(io.ErrClosedPipe), 0, 4); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a reader that fails: %v", err)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }

func TestEncoding(t *testing.T) {
	for head, want := range map[string]string{
		"":                 "",
		"{":                "",
		"{\"a\":":          "",
		"\xef\xbb\xbf{":    "",
		"\xff\xfe{\x00":    "UTF-16 (little endian)",
		"\xfe\xff\x00{":    "UTF-16 (big endian)",
		"{\x00\"\x00":      "UTF-16 (little endian)",
		"\x00{\x00\"":      "UTF-16 (big endian)",
		"\xff\xfe\x00\x00": "UTF-32 (little endian)",
		"\x00\x00\xfe\xff": "UTF-32 (big endian)",
		"a\x00\x00\x00":    "",
		"\x30\x82\x01\x00": "",
	} {
		if got := Encoding([]byte(head)); got != want {
			t.Errorf("%q: got %q, want %q", head, got, want)
		}
	}
	name := filepath.Join(t.TempDir(), "wide")
	if err := os.WriteFile(name, []byte("\xff\xfee\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(name, 100); err == nil || !strings.HasSuffix(err.Error(), "it is written in UTF-16 (little endian): save it as UTF-8") {
		t.Error(err)
	}
}
