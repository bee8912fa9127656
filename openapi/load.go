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
	"regexp"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/openapi/file"
	"github.com/authconform/authconform/openapi/misspelt"
	"github.com/authconform/authconform/openapi/positioned"
	"github.com/getkin/kin-openapi/openapi3"
)

// FactsSuffix takes the place of a document's extension in the name of the facts beside it.
const FactsSuffix = ".authconform.yaml"

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
	t, err := readTexts(ref)
	if err != nil {
		return nil, err
	}
	return Parse(t.name, t.document, t.beside)
}

// texts are the two files of a contract.
type texts struct {
	name             string // the document's in code locations
	document, beside []byte
}

// readTexts reads the files of the embedded contract of that name, or else of the document at that path.
func readTexts(ref string) (texts, error) {
	if slices.Contains(Names(), ref) {
		found, err := fs.Glob(embedded, ref+"/*"+FactsSuffix)
		if err != nil || len(found) != 1 {
			return texts{}, fmt.Errorf("embedded contract %s: wanted one file *%s, found %d", ref, FactsSuffix, len(found))
		}
		document := strings.TrimSuffix(found[0], FactsSuffix) + ".yaml"
		return load(embedded.ReadFile, document, "openapi/"+document)
	}
	if strings.Contains(ref, "://") {
		return texts{}, fmt.Errorf("contract %q: wanted a file or one of the embedded contracts (%s), found a URL: download it first, and give the file",
			ref, strings.Join(Names(), ", "))
	}
	t, err := load(readFile, filepath.Clean(ref), filepath.Base(ref))
	if errors.Is(err, fs.ErrNotExist) {
		return texts{}, &absent{ref: ref, cause: err}
	}
	var refused *file.Refused
	if errors.As(err, &refused) && refused.Path == filepath.Base(ref) && refused.Irregular { // as it was named
		return texts{}, fmt.Errorf("contract %q: %s", ref, refused.Why)
	}
	return t, err
}

// Embedded says that the contract is the embedded one of its name, to the letter.
func (c *Contract) Embedded() bool {
	if !slices.Contains(Names(), c.Name) {
		return false
	}
	own, err := readTexts(c.Name)
	return err == nil && digest(own.document) == c.Digest && digest(own.beside) == c.FactsDigest
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
func load(read func(name string) ([]byte, error), name, display string) (texts, error) {
	document, err := read(name)
	if err != nil {
		return texts{}, err
	}
	beside, err := read(factsBeside(name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return texts{}, err
	}
	return texts{display, document, beside}, nil
}

// factsBeside names the facts that belong to a document.
func factsBeside(document string) string {
	return strings.TrimSuffix(document, path.Ext(document)) + FactsSuffix
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
// in code locations. Without facts (nil, or no bytes) it derives them from the document. Its errors tell everything that is
// wrong with either, as far as it can be told from what is right.
func Parse(name string, document, beside []byte) (*Contract, error) {
	c, errs := parseAll(name, document, beside)
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return c, nil
}

// parseAll gives a contract along with what is wrong with it, where it could be read at all.
func parseAll(name string, document, beside []byte) (*Contract, []error) {
	c := &Contract{File: name, Digest: digest(document), text: document}
	doc, err := parseDocument(name, document)
	errs := flat(err)
	if len(beside) > 0 {
		c.FactsDigest = digest(beside)
		c.Facts, c.factLines, err = facts.Parse(factsBeside(name), beside)
		errs = append(errs, flat(err)...)
	}
	if doc == nil || len(beside) > 0 && c.factLines == nil {
		return nil, errs
	}
	if c.doc = doc; len(c.Facts.Operations) > 0 {
		return c.several(errs)
	}
	return c.with(errs)
}

// with gives the contract of the one token operation that its facts name.
func (c *Contract) with(errs []error) (*Contract, []error) {
	name, doc := c.File, c.doc
	operation, err := findOperation(doc, c.Facts.Operation)
	if err != nil {
		where := positioned.At(name, placeOfField(doc.Origin, "paths").line)
		if c.Facts.Operation != "" {
			where = positioned.At(factsBeside(name), c.factLines["operation"]) + ": operation"
		}
		return nil, append(errs, fmt.Errorf("%s: %w", where, err))
	}
	if wrong := flat(validate(name, doc, operation)); len(wrong) > 0 {
		return nil, append(errs, wrong...)
	}
	statements, stated, err := state(name, doc, operation)
	if err != nil {
		return nil, append(errs, fmt.Errorf("%s: %w", name, err))
	}
	if c.FactsDigest != "" {
		err = facts.Check(factsBeside(name), c.Facts, c.factLines, nameable(doc, operation, statements))
	} else {
		c.Facts, err = deriveFacts(name, doc, operation)
	}
	if wrong := untold(flat(err), errs); len(wrong) > 0 {
		return nil, append(errs, wrong...)
	}
	c.Facts.ClientAuthentication.Key = apiKey(doc, operation, c.Facts)
	c.Name, c.Title, c.Version = c.Facts.Name, c.Facts.Title, doc.Info.Version
	c.operation, c.media, c.layout = operation, operation.responseMediaTypes(), operation.layout(c.Facts)
	c.statements, c.entries, c.models, c.members, c.others, c.visitor = statements, stated.entries, stated.models, stated.named, stated.others, stated.visitor
	return c, append(errs, flat(refuseUnjudgeable(name, doc, operation, c.Facts))...)
}

// flat are the single errors of a joined one.
func flat(err error) []error {
	if err == nil {
		return nil
	}
	joined, is := err.(interface{ Unwrap() []error }) // one that wraps it is a single error
	if !is {
		return []error{err}
	}
	var all []error
	for _, one := range joined.Unwrap() {
		all = append(all, flat(one)...)
	}
	return all
}

// untold leaves out what was told of the same key already: a key whose value is wrong is no key that is missing.
func untold(errs, told []error) []error {
	return slices.DeleteFunc(errs, func(err error) bool {
		return slices.ContainsFunc(told, func(other error) bool { return keyIn(err) != "" && keyIn(err) == keyIn(other) })
	})
}

var keyPlace = regexp.MustCompile(`^[^:]+:\d+: [^ :]+: `)

func keyIn(err error) string { return keyPlace.FindString(err.Error()) }

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// nameable is what facts may name of the document.
func nameable(doc *openapi3.T, op operation, stated []Requirement) facts.Document {
	return facts.Document{
		Servers:    op.servers(doc),
		Variables:  op.variables(),
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

// Document gives the text of an embedded contract's OpenAPI document, for those who read it by themselves. A name that
// is none of Names is an error.
func Document(name string) ([]byte, error) {
	if !slices.Contains(Names(), name) {
		return nil, fmt.Errorf("document of %q: wanted one of the embedded contracts (%s), found another name; choose one of these",
			name, strings.Join(Names(), ", "))
	}
	found, err := fs.Glob(embedded, name+"/*"+FactsSuffix)
	if err != nil || len(found) != 1 {
		return nil, fmt.Errorf("embedded contract %s: wanted one file *%s, found %d", name, FactsSuffix, len(found))
	}
	return embedded.ReadFile(strings.TrimSuffix(found[0], FactsSuffix) + ".yaml")
}
