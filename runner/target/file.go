package target

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

const (
	defaultConfig = "authconform.yaml"
	maxConfig     = 1 << 20
	maxSecret     = 64 << 10
	maxPEM        = 1 << 20
)

// readFile reads the configuration file: the one that is named, else the default one where it exists.
func (o *Options) readFile(workdir string) (configuration, error) {
	path, name, where := o.Config, o.Config, o.where(configFlag)
	if path == "" {
		path, name, where = filepath.Join(workdir, defaultConfig), defaultConfig, defaultConfig
	}
	data, err := readRegular(path, maxConfig)
	switch {
	case errors.Is(err, fs.ErrNotExist) && o.Config == "":
		return configuration{}, nil
	case err != nil:
		return configuration{}, because(err, where, "cannot read the configuration file %s: %v", filepath.Base(name), err)
	}
	o.Config = path
	config, err := parseConfiguration(name, data)
	config.dir = filepath.Dir(path)
	return config, err
}

// unreadable is why a file cannot be read. Its text does not hold the path: what a user gives for the file of
// a secret may be the secret.
type unreadable struct {
	text  string
	cause error
}

func (u *unreadable) Error() string { return u.text }

func (u *unreadable) Unwrap() error { return u.cause }

// readRegular reads a file within a bound. Pipes and devices are refused: they may have no end.
func readRegular(path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, withoutPath(err)
	}
	if !info.Mode().IsRegular() {
		return nil, &unreadable{text: "it is not a regular file"}
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, withoutPath(err)
	}
	defer func() { _ = file.Close() }() // nothing was written
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	switch {
	case err != nil:
		return nil, withoutPath(err)
	case int64(len(data)) > limit:
		return nil, &unreadable{text: fmt.Sprintf("it is larger than %d KiB", limit>>10)}
	}
	return data, nil
}

func withoutPath(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return &unreadable{text: path.Err.Error(), cause: err}
	}
	return &unreadable{text: "reading failed", cause: err}
}
