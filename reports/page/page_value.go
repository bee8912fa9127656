package page

import (
	"fmt"
	"reflect"
	"text/template/parse"
)

// pipe gives what a pipe comes to, and declares the variable that it names.
func (f *filling) pipe(p *parse.PipeNode, dot reflect.Value) (reflect.Value, error) {
	if p == nil {
		return reflect.Value{}, nil
	}
	if len(p.Cmds) != 1 {
		return reflect.Value{}, fmt.Errorf("a page's template: %s is not understood", p)
	}
	value, err := f.command(p.Cmds[0], dot)
	for _, declared := range p.Decl {
		f.scopes = append(f.scopes, variable{declared.Ident[0], value})
	}
	return value, err
}

func (f *filling) command(c *parse.CommandNode, dot reflect.Value) (reflect.Value, error) {
	name, isFunction := c.Args[0].(*parse.IdentifierNode)
	if !isFunction {
		return f.argument(c.Args[0], dot)
	}
	args := make([]reflect.Value, len(c.Args)-1)
	for i, node := range c.Args[1:] {
		value, err := f.argument(node, dot)
		if err != nil {
			return value, err
		}
		args[i] = plainValue(value)
	}
	return apply(name.Ident, args)
}

// apply applies a function to what it is given.
func apply(name string, args []reflect.Value) (reflect.Value, error) {
	switch {
	case name == "and" || name == "or":
		for _, arg := range args {
			if truth(arg) == (name == "or") {
				return arg, nil
			}
		}
		return args[len(args)-1], nil
	case name == "not" && len(args) == 1:
		return reflect.ValueOf(!truth(args[0])), nil
	case name == "len" && len(args) == 1 && args[0].IsValid():
		return reflect.ValueOf(args[0].Len()), nil
	case name == "eq" && len(args) == 2:
		return reflect.ValueOf(fmt.Sprint(args[0]) == fmt.Sprint(args[1])), nil
	case name == "gt" && len(args) == 2:
		return reflect.ValueOf(args[0].Int() > args[1].Int()), nil
	}
	return reflect.Value{}, fmt.Errorf("a page's template: %s of %d values is not understood", name, len(args))
}

func (f *filling) argument(node parse.Node, dot reflect.Value) (reflect.Value, error) {
	switch n := node.(type) {
	case *parse.DotNode:
		return dot, nil
	case *parse.FieldNode:
		return follow(dot, n.Ident)
	case *parse.VariableNode:
		for i := len(f.scopes) - 1; i >= 0; i-- {
			if f.scopes[i].name == n.Ident[0] {
				return follow(f.scopes[i].value, n.Ident[1:])
			}
		}
	case *parse.PipeNode:
		return f.pipe(n, dot)
	case *parse.StringNode:
		return reflect.ValueOf(n.Text), nil
	case *parse.NumberNode:
		return reflect.ValueOf(int(n.Int64)), nil
	}
	return reflect.Value{}, fmt.Errorf("a page's template: %s is not understood", node)
}

// follow follows the names of fields from a value.
func follow(value reflect.Value, names []string) (reflect.Value, error) {
	for _, name := range names {
		if value = plainValue(value); value.Kind() != reflect.Struct || !value.FieldByName(name).IsValid() {
			return value, fmt.Errorf("a page's template: there is no %s", name)
		}
		value = value.FieldByName(name)
	}
	return value, nil
}

// plainValue is what a pointer or an interface holds; no value when it holds none.
func plainValue(value reflect.Value) reflect.Value {
	for value.Kind() == reflect.Pointer || value.Kind() == reflect.Interface {
		value = value.Elem()
	}
	return value
}

// truth says that a value is none that stands for nothing.
func truth(value reflect.Value) bool {
	value = plainValue(value)
	switch value.Kind() {
	case reflect.Invalid:
		return false
	case reflect.Slice, reflect.Array, reflect.Map, reflect.String:
		return value.Len() > 0
	case reflect.Struct:
		return true
	default:
		return !value.IsZero()
	}
}
