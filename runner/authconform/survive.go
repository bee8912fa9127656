package main

import (
	"errors"
	"fmt"
	"io"
)

// errDefect stands for a panic. What a panic says may quote what a target sent, and with it a secret: none of it is shown.
var errDefect = errors.New("a defect of authconform's own ended the command: please report it, with the command and without its secrets")

// survive is deferred, and makes a panic a sentence and an exit code.
func survive(to io.Writer, code *int) {
	if recover() != nil {
		_, _ = fmt.Fprintln(to, "authconform: "+errDefect.Error())
		*code = exitUsage
	}
}

// survived makes a panic of a command's work an error.
func survived(work func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = errDefect
		}
	}()
	return work()
}
