package target

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/authconform/authconform/openapi/file"
)

const (
	defaultConfig = "authconform.yaml"
	otherConfig   = "authconform.yml" // is found as well: passed over, it would be forgotten settings
	maxConfig     = 1 << 20
	maxSecret     = 64 << 10
	maxPEM        = 1 << 20
)

// readFile reads the configuration file: the one that is named, else the default one where it exists.
func (o *Options) readFile(workdir string) (configuration, error) {
	path, name, where := o.Config, o.Config, o.where(configFlag)
	if path == "" {
		found, err := unnamedConfig(workdir)
		if err != nil {
			return configuration{}, err
		}
		path, name, where = filepath.Join(workdir, found), found, found
	}
	data, info, err := readOpen(path, maxConfig)
	switch {
	case errors.Is(err, fs.ErrNotExist) && o.Config == "":
		return configuration{}, nil
	case err != nil:
		return configuration{}, because(err, where, "cannot read the configuration file %s: %v", name, err)
	}
	config, err := parseConfiguration(name, data)
	config.dir = filepath.Dir(path)
	if o.Config == "" {
		o.found, config.doubt = true, cmp.Or(doubtfulLink(path), doubtful(name, info))
	}
	o.Config = path
	return config, err
}

// unnamedConfig is the name of the configuration file in a directory, where nobody named one.
func unnamedConfig(dir string) (string, error) {
	here := func(name string) bool {
		_, err := os.Lstat(filepath.Join(dir, name))
		return err == nil
	}
	switch {
	case !here(otherConfig):
		return defaultConfig, nil
	case here(defaultConfig):
		return "", problemf(otherConfig, "stands beside %s: wanted one file of settings: name it with --%s, or take one of them away", defaultConfig, configFlag)
	}
	return otherConfig, nil
}

// Found names the configuration file that was taken without anybody having named it, "" for none.
func (o *Options) Found() string {
	if o.found {
		return o.Config
	}
	return ""
}

// doubtfulLink says why a link is not the user's own word, though the file that it leads to may be; "" where it is, or is none.
func doubtfulLink(path string) string {
	info, err := os.Lstat(path)
	if err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return ""
	}
	if owner, known := ownerOf(info); known && owner != os.Geteuid() {
		return "a link of another user leads to"
	}
	return ""
}

// doubtful says why a file is not the user's own word, "" where it is: somebody else may have put it there, or changed it.
func doubtful(name string, info fs.FileInfo) string {
	switch owner, known := ownerOf(info); {
	case !known:
		return ""
	case owner != os.Geteuid():
		return "belongs to another user"
	case info.Mode().Perm()&0o022 != 0:
		return "can be written by others (chmod go-w " + name + ")"
	}
	return ""
}

// unreadable is why a file cannot be read. Its text does not hold the path: what a user gives for the file of
// a secret may be the secret.
type unreadable struct {
	text  string
	cause error
}

func (u *unreadable) Error() string { return u.text }

func (u *unreadable) Unwrap() error { return u.cause }

// readRegular reads a file within a bound, and leaves its path out of what is wrong with it.
func readRegular(path string, limit int64) ([]byte, error) {
	data, _, err := readOpen(path, limit)
	return data, err
}

// readOpen also tells of the file that was read, and not of one that took its place.
func readOpen(path string, limit int64) ([]byte, fs.FileInfo, error) {
	f, info, err := file.Open(path)
	if err != nil {
		return nil, nil, withoutPath(err)
	}
	defer func() { _ = f.Close() }() // nothing was written
	data, err := file.ReadAll(path, f, info.Size(), limit)
	return data, info, withoutPath(err)
}

func withoutPath(err error) error {
	var refused *file.Refused
	if errors.As(err, &refused) {
		return &unreadable{text: refused.Why, cause: err}
	}
	return err
}
