package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi"
)

// TestNoCodeKnowsAVendor: what differs between contracts is data beside them. Outside of openapi, of the reference targets
// and of the reports that tests are made of, a contract's name stands in examples for users alone, where nothing can be
// decided by it.
func TestNoCodeKnowsAVendor(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	files := 0
	for _, dir := range []string{"runner", "suites", "reports"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() && (d.Name() == "reference" || d.Name() == "reportstest") {
				return errOr(err, fs.SkipDir)
			}
			if filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return nil
			}
			files++
			for _, place := range vendorNames(t, path) {
				t.Errorf("%s names a vendor", place)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 100 {
		t.Fatalf("looked at %d files only", files)
	}
}

func errOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// vendorNames gives the places where a file names a contract in anything but a comment or an example.
func vendorNames(t *testing.T, path string) []string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var places []string
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && (key.Name == "Example" || key.Name == "Long" || key.Name == "Such") {
				return false
			}
		case *ast.Ident:
			if namesVendor(n.Name) {
				places = append(places, set.Position(n.Pos()).String())
			}
		case *ast.BasicLit:
			if namesVendor(n.Value) {
				places = append(places, set.Position(n.Pos()).String())
			}
		}
		return true
	})
	return places
}

func namesVendor(text string) bool {
	for _, name := range openapi.Names() {
		if strings.Contains(strings.ToLower(text), name) {
			return true
		}
	}
	return false
}
