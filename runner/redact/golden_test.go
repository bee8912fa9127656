package redact

import "flag"

var update = flag.Bool("update", false, "write the README's chapter of promises anew")
