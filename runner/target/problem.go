package target

import (
	"errors"
	"fmt"
)

// ErrConfiguration is what every error is (errors.Is) for which the user's description is at fault. Nothing
// was sent then. Errors of this package that are not one are faults of authconform itself.
var ErrConfiguration = errors.New("configuration error")

// problem is one mistake, told with the place where the user can mend it.
type problem struct {
	where string
	text  string
	cause error // "" in the text: causes may quote what is not to be shown
}

func (p *problem) Error() string { return p.where + ": " + p.text }

func (p *problem) Is(target error) bool { return target == ErrConfiguration }

func (p *problem) Unwrap() error { return p.cause }

func problemf(where, format string, args ...any) error {
	return &problem{where: where, text: fmt.Sprintf(format, args...)}
}

// because keeps a cause for errors.Is without letting it speak.
func because(cause error, where, format string, args ...any) error {
	return &problem{where: where, text: fmt.Sprintf(format, args...), cause: cause}
}
