// Package file reads the files that a user names, within bounds: whoever made one may want to harm its reader.
package file
