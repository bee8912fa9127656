package har

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// readers takes a file as others do: har-validator holds it against HAR's schemas, har-to-k6 makes a script of it that
// sends each entry again. Whatever turns the file down ends it with another code than 0.
const readers = `
const fs = require("fs"), validator = require("har-validator"), k6 = require("har-to-k6");
const archive = () => JSON.parse(fs.readFileSync(process.argv[1]));
validator.har(archive()).then(() => k6.liHARToK6Script(archive())).catch(e => {
	console.error(e.name, e.message, JSON.stringify(e.errors));
	process.exit(1);
});`

// TestOtherReadersTakeIt runs where HAR_READERS is a directory into which npm installed har-validator and har-to-k6, as
// in CI: what they demand without it is held by TestHARHasWhatReadersDemand.
func TestOtherReadersTakeIt(t *testing.T) {
	dir := os.Getenv("HAR_READERS")
	if dir == "" {
		t.Skip("HAR_READERS names no directory with har-validator and har-to-k6")
	}
	file := filepath.Join(t.TempDir(), "evidence.har")
	if err := os.WriteFile(file, written(t, sample()), 0o600); err != nil {
		t.Fatal(err)
	}
	node := exec.CommandContext(t.Context(), "node", "-e", readers, file)
	node.Dir = dir
	if told, err := node.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, told)
	}
}
