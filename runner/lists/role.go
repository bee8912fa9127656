package lists

import (
	"fmt"

	"github.com/spf13/pflag"
)

// Role is which side of a contract is meant.
type Role string

// The roles.
const (
	OfService Role = "service"
	OfClient  Role = "client"
)

// RoleFlag adds the flag that chooses one.
func RoleFlag(flags *pflag.FlagSet) *Role {
	r := OfService
	flags.Var(&r, "role", "`ROLE` of those who are judged: service or client")
	return &r
}

// String implements [pflag.Value].
func (r *Role) String() string { return string(*r) }

// Type implements [pflag.Value].
func (r *Role) Type() string { return "ROLE" }

// Set implements [pflag.Value].
func (r *Role) Set(text string) error {
	if *r = Role(text); *r != OfService && *r != OfClient {
		return fmt.Errorf("wanted service or client, found %q", text)
	}
	return nil
}
