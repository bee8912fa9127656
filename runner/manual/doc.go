// Package manual writes the manual pages of the command, as packages install them.
package manual
