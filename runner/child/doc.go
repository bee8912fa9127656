// Package child starts the commands that a user names, and sees to it that they end.
package child
