package page

import (
	"bytes"
	"fmt"
	"io"
	"reflect"
	"strings"
	"text/template/parse"
)

// Template fills in the templates of pages. It reads the language of text/template, as far as pages need it (fields,
// variables, if, with, range, template, len, eq, gt, not, and, or), and writes every value as text that HTML makes no markup
// of. html/template does more, and looks methods up by their names: the linker then keeps every exported method of the
// program, which makes the binary a quarter larger than it may be.
type Template struct{ trees map[string]*parse.Tree }

// Parse reads a page's templates; the name is that of the page itself. Values may stand in text and in quoted
// attributes, and nowhere else but for those that are raw.
func Parse(name string, texts ...string) (Template, error) {
	known := map[string]any{"len": true, "eq": true, "gt": true, "not": true, "and": true, "or": true}
	t := Template{map[string]*parse.Tree{}}
	for _, text := range texts {
		trees, err := parse.Parse(name, text, "", "", known)
		if err != nil {
			return t, fmt.Errorf("reading a page's template: %w", err)
		}
		for defined, tree := range trees {
			if _, taken := t.trees[defined]; !taken || !parse.IsEmptyTree(tree.Root) {
				t.trees[defined] = tree
			}
		}
	}
	return t, nil
}

// Write fills in the page and writes it at once.
func (t Template) Write(w io.Writer, name string, page any) error {
	f := filling{templates: t}
	if err := f.template(name, reflect.ValueOf(page)); err != nil {
		return err
	}
	_, err := w.Write(f.b.Bytes())
	return err
}

// filling is a page on its way.
type filling struct {
	templates Template
	b         bytes.Buffer
	scopes    []variable
}

type variable struct {
	name  string
	value reflect.Value
}

func (f *filling) template(name string, dot reflect.Value) error {
	tree := f.templates.trees[name]
	if tree == nil {
		return fmt.Errorf("a page's template: there is no %q", name)
	}
	outer := f.scopes
	f.scopes = []variable{{"$", dot}}
	err := f.list(tree.Root, dot)
	f.scopes = outer
	return err
}

func (f *filling) list(nodes *parse.ListNode, dot reflect.Value) error {
	if nodes == nil {
		return nil
	}
	declared := len(f.scopes)
	defer func() { f.scopes = f.scopes[:declared] }()
	for _, node := range nodes.Nodes {
		if err := f.node(node, dot); err != nil {
			return err
		}
	}
	return nil
}

func (f *filling) node(node parse.Node, dot reflect.Value) error {
	switch n := node.(type) {
	case *parse.TextNode:
		f.b.Write(n.Text)
		return nil
	case *parse.CommentNode:
		return nil
	case *parse.ActionNode:
		value, err := f.pipe(n.Pipe, dot)
		if err == nil && len(n.Pipe.Decl) == 0 {
			f.print(value)
		}
		return err
	case *parse.TemplateNode:
		value, err := f.pipe(n.Pipe, dot)
		if err != nil {
			return err
		}
		return f.template(n.Name, value)
	case *parse.IfNode:
		return f.branch(n.BranchNode, dot, false)
	case *parse.WithNode:
		return f.branch(n.BranchNode, dot, true)
	case *parse.RangeNode:
		return f.each(n, dot)
	}
	return fmt.Errorf("a page's template: %s is not understood", node)
}

func (f *filling) branch(n parse.BranchNode, dot reflect.Value, with bool) error {
	declared := len(f.scopes)
	defer func() { f.scopes = f.scopes[:declared] }()
	value, err := f.pipe(n.Pipe, dot)
	switch {
	case err != nil:
		return err
	case !truth(value):
		return f.list(n.ElseList, dot)
	case with:
		return f.list(n.List, value)
	}
	return f.list(n.List, dot)
}

func (f *filling) each(n *parse.RangeNode, dot reflect.Value) error {
	declared := len(f.scopes)
	defer func() { f.scopes = f.scopes[:declared] }()
	decl := n.Pipe.Decl
	all, err := f.command(n.Pipe.Cmds[0], dot)
	if err != nil {
		return err
	}
	if all = plainValue(all); !all.IsValid() || all.Kind() != reflect.Slice && all.Kind() != reflect.Array || all.Len() == 0 {
		return f.list(n.ElseList, dot)
	}
	for i := range all.Len() {
		if len(decl) == 2 {
			f.scopes = append(f.scopes, variable{decl[0].Ident[0], reflect.ValueOf(i)}, variable{decl[1].Ident[0], all.Index(i)})
		}
		if len(decl) == 1 {
			f.scopes = append(f.scopes, variable{decl[0].Ident[0], all.Index(i)})
		}
		if err := f.list(n.List, all.Index(i)); err != nil {
			return err
		}
		f.scopes = f.scopes[:declared]
	}
	return nil
}

// print writes a value where HTML takes it for text, or for the value of a quoted attribute.
func (f *filling) print(value reflect.Value) {
	if value = plainValue(value); !value.IsValid() {
		return
	}
	if value.Type() == reflect.TypeFor[Raw]() {
		f.b.WriteString(value.String())
		return
	}
	f.b.WriteString(inHTML(fmt.Sprint(value.Interface())))
}

// markup is what HTML could take for markup. A page has thousands of values: to build this for each takes longer than all else.
var markup = strings.NewReplacer(
	"\x00", "\ufffd", `"`, "&#34;", "&", "&amp;", "'", "&#39;", "+", "&#43;", "<", "&lt;", ">", "&gt;",
)

// inHTML makes text of what could be markup.
func inHTML(text string) string { return markup.Replace(text) }
