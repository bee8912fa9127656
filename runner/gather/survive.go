package gather

import "errors"

// ErrDefect stands for a panic beside the run's own path. What a panic says may quote what a target sent, and with it a
// secret: none of it is told.
var ErrDefect = errors.New("a defect of authconform's own stopped the run: please report it, with the command and without its secrets")

// survived makes a panic of a task an error.
func survived(t task) task {
	return func() (err error) {
		defer func() {
			if recover() != nil {
				err = ErrDefect
			}
		}()
		return t()
	}
}
