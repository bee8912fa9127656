package openapi

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/openapi/file"
	"github.com/authconform/authconform/openapi/misspelt"
	"github.com/authconform/authconform/openapi/positioned"
	"github.com/getkin/kin-openapi/openapi3"
)

const factsSuffix = ".authconform.yaml"

// embedded holds a folder for each contract, with one document and the facts beside it.
//
//go:embed prioticket ticketpark
var embedded embed.FS

// DefaultName is the embedded contract that is taken when none is named.
const DefaultName = "prioticket"

// Names lists the embedded contracts in alphabetical order.
func Names() []string {
	var names []string
	entries, _ := fs.ReadDir(embedded, ".") // the root of an embedded file system is always readable
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// Load gives the embedded contract of that name, or else reads the document at that path, YAML or JSON, with
// the facts that stand beside it: those of X.yaml or X.json in X.authconform.yaml. Without facts it derives
// them from the document. Its errors name file and line where they are known.
func Load(ref string) (*Contract, error) {
	if slices.Contains(Names(), ref) {
		found, err := fs.Glob(embedded, ref+"/*"+factsSuffix)
		if err != nil || len(found) != 1 {
			return nil, fmt.Errorf("embedded contract %s: wanted one file *%s, found %d", ref, factsSuffix, len(found))
		}
		document := strings.TrimSuffix(found[0], factsSuffix) + ".yaml"
		return load(embedded.ReadFile, document, "openapi/"+document)
	}
	if strings.Contains(ref, "://") {
		return nil, fmt.Errorf("contract %q: wanted a file or one of the embedded contracts (%s), found a URL: download it first, and give the file",
			ref, strings.Join(Names(), ", "))
	}
	contract, err := load(readFile, filepath.Clean(ref), filepath.Base(ref))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &absent{ref: ref, cause: err}
	}
	var refused *file.Refused
	if errors.As(err, &refused) && refused.Path == filepath.Base(ref) && refused.Irregular { // as it was named
		return nil, fmt.Errorf("contract %q: %s", ref, refused.Why)
	}
	return contract, err
}

// absent is a contract that is neither built in nor a file.
type absent struct {
	ref   string
	cause error
}

// Error names what there is, and what was probably meant. The cause says no more.
func (a *absent) Error() string {
	return fmt.Sprintf("contract %q: wanted a file or one of the embedded contracts (%s), found neither%s",
		a.ref, strings.Join(Names(), ", "), misspelt.Question(a.ref, Names()))
}

func (a *absent) Unwrap() error { return a.cause }

// load reads a document and the facts beside it. display is the document's name in code locations.
func load(read func(name string) ([]byte, error), name, display string) (*Contract, error) {
	document, err := read(name)
	if err != nil {
		return nil, err
	}
	beside, err := read(factsBeside(name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return Parse(display, document, beside)
}

// factsBeside names the facts that belong to a document.
func factsBeside(document string) string {
	return strings.TrimSuffix(document, path.Ext(document)) + factsSuffix
}

// readFile reads a file of a contract. What it says of one leaves out the directory: reports tell no paths of the machine.
func readFile(name string) ([]byte, error) {
	data, err := file.Read(name, positioned.MaxFile)
	var refused *file.Refused
	if errors.As(err, &refused) {
		refused.Path = filepath.Base(name)
		return nil, fmt.Errorf("reading a contract: %w", refused)
	}
	return data, err
}

// Parse makes a contract of a document, YAML or JSON, and the facts beside it. The name is the document's
// in code locations. Without facts (nil, or no bytes) it derives them from the document.
func Parse(name string, document, beside []byte) (*Contract, error) {
	doc, err := parseDocument(name, document)
	if err != nil {
		return nil, err
	}
	var f facts.Facts
	var lines facts.Lines
	var factsDigest string
	if len(beside) > 0 {
		factsDigest = digest(beside)
		if f, lines, err = facts.Parse(factsBeside(name), beside); err != nil {
			return nil, err
		}
	}
	operation, err := findOperation(doc, f.Operation)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	statements, stated, err := state(name, doc, operation)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(beside) > 0 {
		err = facts.Check(factsBeside(name), f, lines, nameable(operation.servers(doc), statements))
	} else {
		f, err = deriveFacts(name, doc, operation)
	}
	if err != nil {
		return nil, err
	}
	if err := refuseUnjudgeable(name, doc, operation, f); err != nil {
		return nil, err
	}
	return &Contract{
		Name: f.Name, Title: f.Title, Version: doc.Info.Version, File: name,
		Digest: digest(document), FactsDigest: factsDigest, Facts: f,
		layout: operation.layout(f), factLines: lines, doc: doc, operation: operation, media: operation.responseMediaTypes(),
		statements: statements, entries: stated.entries, models: stated.models, members: namedBy(statements),
	}, nil
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// nameable is what facts may name of the document.
func nameable(servers openapi3.Servers, stated []Requirement) facts.Document {
	return facts.Document{
		Servers:    servers,
		MediaTypes: words(stated, func(s Requirement) (string, bool) { return s.Subject, s.Kind == RequestMediaTypeKind }),
		Members:    words(stated, func(s Requirement) (string, bool) { return s.Subject, s.Kind == RequestPropertyKind }),
		Grants: words(stated, func(s Requirement) (string, bool) {
			return s.Value, s.Kind == RequestValueKind && s.Subject == grantParameter
		}),
	}
}

// words are those that a document's statements give, each once.
func words(stated []Requirement, of func(Requirement) (string, bool)) []string {
	var all []string
	for _, s := range stated {
		if word, ok := of(s); ok && !slices.Contains(all, word) {
			all = append(all, word)
		}
	}
	return all
}
