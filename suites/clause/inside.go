package clause

import (
	"context"
	"reflect"

	"github.com/onsi/ginkgo/v2/types"
)

// Two things are taken from where Ginkgo v2.34 keeps them, because it has no words for them: how to stop its handler of
// signals, and how to fail a spec at a place that is no line of the stack. Where a later Ginkgo keeps them elsewhere, the
// handler is left running, and failures are located where they are noticed; tests notice both.

// failing is told of a spec that fails or is skipped, and where. Unlike Ginkgo's Fail and Skip it takes no stack trace,
// which is most of what these cost, and does not end the spec.
type failing interface {
	Fail(message string, location types.CodeLocation)
	Skip(message string, location types.CodeLocation)
}

// failer gives what is told of the failures of the spec that a context belongs to; nil where it is not found.
func failer(ctx context.Context) failing {
	found, _ := inside(ctx, "suite", "failer").(failing)
	return found
}

// stopping gives what stops the handler of signals that RunSpecs starts and leaves running: a goroutine and a
// registration for each run.
func stopping(ctx context.Context) func() {
	if handler, ok := inside(ctx, "suite", "interruptHandler").(interface{ Stop() }); ok {
		return handler.Stop
	}
	return func() {}
}

// inside follows pointers from field to field; nil where there is none of that name.
func inside(value any, fields ...string) any {
	at := reflect.ValueOf(value)
	for _, name := range fields {
		if at.Kind() != reflect.Pointer || at.IsNil() || at.Elem().Kind() != reflect.Struct {
			return nil
		}
		if at = at.Elem().FieldByName(name); at.Kind() == reflect.Interface {
			at = at.Elem()
		}
	}
	if at.Kind() != reflect.Pointer || at.IsNil() {
		return nil
	}
	return reflect.NewAt(at.Type().Elem(), at.UnsafePointer()).Interface()
}
