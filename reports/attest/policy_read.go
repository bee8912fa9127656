package attest

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/authconform/authconform/openapi/misspelt"
	"github.com/authconform/authconform/openapi/positioned"
	"github.com/authconform/authconform/reports/text"
)

// What a policy may hold, the same as in its schema.
const (
	MaxPolicy  = 64 << 10 // bytes
	maxListed  = 100
	maxText    = 1000 // bytes
	maxDays    = 10_000
	maxMistake = 20
)

// ReadPolicy reads a policy; name is what its user calls the file. It takes what PolicySchema describes and nothing else of
// YAML. All mistakes are told at once, a line each, with file, line and key.
func ReadPolicy(name string, data []byte) (Policy, error) {
	r := &policyReader{name: name}
	if len(data) > MaxPolicy {
		r.wrong(0, "", fmt.Sprintf("wanted a policy of at most %d KiB, found %d bytes", MaxPolicy>>10, len(data)))
		return Policy{}, r.err()
	}
	root, err := positioned.Parse(data)
	fault := new(positioned.Fault)
	switch {
	case errors.As(err, &fault):
		r.wrong(fault.Line, "", fault.Text)
	case root == nil:
		r.wrong(0, "", "is empty: wanted the accepted keys under keys (authconform schema policy)")
	default:
		return r.policy(root), r.err()
	}
	return Policy{}, r.err()
}

// policyReader collects all mistakes of a file.
type policyReader struct {
	name     string
	mistakes []mistake
}

type mistake struct {
	line      int // 0 where it is about the file as a whole
	key, text string
}

func (r *policyReader) wrong(line int, key, text string) {
	r.mistakes = append(r.mistakes, mistake{line, key, text})
}

// err makes one error of all mistakes, in the file's order.
func (r *policyReader) err() error {
	slices.SortStableFunc(r.mistakes, func(a, b mistake) int { return cmp.Compare(a.line, b.line) })
	var lines []error
	for i, m := range r.mistakes {
		if i == maxMistake {
			lines = append(lines, fmt.Errorf("%s: holds %d more mistakes", text.Printable(r.name), len(r.mistakes)-i))
			break
		}
		where := r.name
		if m.line > 0 {
			where += ":" + strconv.Itoa(m.line)
		}
		if m.key != "" {
			where += ": " + m.key
		}
		lines = append(lines, errors.New(text.Printable(where+": "+m.text)))
	}
	return errors.Join(lines...)
}

func (r *policyReader) policy(root *yaml.Node) Policy {
	m := r.members(root, "", "keys", "max-age-days", "suite-versions", "targets", "contract", "completeness", "known-deviations", "strict", "reference-target")
	p := Policy{
		Keys: r.list(m["keys"], "keys"), MaxAge: r.days(m["max-age-days"]),
		Suites: r.list(m["suite-versions"], "suite-versions"), Targets: r.list(m["targets"], "targets"),
		Partial: r.choice(m["completeness"], "completeness", "complete", "partial"), Known: r.choice(m["known-deviations"], "known-deviations", "refused", "accepted"),
		Strict: r.choice(m["strict"], "strict", "false", "true"), Reference: r.choice(m["reference-target"], "reference-target", "refused", "accepted"),
	}
	if m["keys"] == nil && root.Kind == yaml.MappingNode {
		r.wrong(root.Line, "keys", "is missing: wanted the files of the public keys that are accepted")
	}
	if contract := m["contract"]; contract != nil {
		within := r.members(contract, "contract.", "digest", "file")
		p.Digest, p.Contract = r.digest(within["digest"]), r.text(within["file"], "contract.file")
		if within["digest"] == nil && contract.Kind == yaml.MappingNode {
			r.wrong(contract.Line, "contract.digest", "is missing: wanted the digest of the contract's document")
		}
	}
	return p
}

// members takes a mapping apart: each of the keys at most once, and no other.
func (r *policyReader) members(node *yaml.Node, prefix string, keys ...string) map[string]*yaml.Node {
	members, lines := map[string]*yaml.Node{}, map[string]int{}
	switch unsupported := positioned.Unsupported(node); {
	case unsupported != "":
		r.wrong(node.Line, strings.TrimSuffix(prefix, "."), unsupported)
		return members
	case node.Kind != yaml.MappingNode:
		r.wrong(node.Line, strings.TrimSuffix(prefix, "."), "wanted some of "+strings.Join(keys, ", ")+", found "+positioned.Kind(node))
		return members
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		switch line, twice := lines[key.Value]; {
		case key.Kind != yaml.ScalarNode || !slices.Contains(keys, key.Value):
			r.unknown(key, prefix, keys)
		case twice:
			r.wrong(key.Line, prefix+key.Value, fmt.Sprintf("is given twice, first in line %d: keep one", line))
		case positioned.Unsupported(key, value) != "":
			r.wrong(key.Line, prefix+key.Value, positioned.Unsupported(key, value))
		default:
			members[key.Value] = value
		}
		if _, known := lines[key.Value]; !known {
			lines[key.Value] = key.Line
		}
	}
	return members
}

// unknown tells of a key that is none; what does not look like one is not shown.
func (r *policyReader) unknown(key *yaml.Node, prefix string, keys []string) {
	if key.Kind != yaml.ScalarNode || !regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,39}$`).MatchString(key.Value) {
		r.wrong(key.Line, "", "unknown key, not shown here: is the space after a colon missing?")
		return
	}
	said := "unknown key: wanted " + strings.Join(keys, ", ")
	if meant := misspelt.Nearest(key.Value, keys); meant != "" {
		said = "unknown key; did you mean " + prefix + meant + "?"
	}
	r.wrong(key.Line, prefix+key.Value, said)
}

func (r *policyReader) list(node *yaml.Node, key string) []string {
	switch {
	case node == nil:
		return nil
	case node.Kind != yaml.SequenceNode || len(node.Content) == 0 || len(node.Content) > maxListed:
		r.wrong(node.Line, key, fmt.Sprintf("wanted a list of 1 to %d texts, found %s", maxListed, positioned.Kind(node)))
		return nil
	}
	var list []string
	for _, item := range node.Content {
		s := r.text(item, key)
		if s != "" && slices.Contains(list, s) {
			r.wrong(item.Line, key, "stands there twice: keep one")
		}
		list = append(list, s)
	}
	return list
}

// text gives a text on one line, "" where it is none, which was told.
func (r *policyReader) text(node *yaml.Node, key string) string {
	switch {
	case node == nil:
		return ""
	case positioned.Unsupported(node) != "":
		r.wrong(node.Line, key, positioned.Unsupported(node))
	case node.Kind != yaml.ScalarNode || node.ShortTag() != "!!str":
		r.wrong(node.Line, key, "wanted a text, found "+positioned.Kind(node)+": put a value in quotes")
	case node.Value == "" || len(node.Value) > maxText || strings.TrimSpace(node.Value) != node.Value || strings.ContainsAny(node.Value, "\r\n"):
		r.wrong(node.Line, key, fmt.Sprintf("wanted a text of 1 to %d bytes on one line, without blanks around it", maxText))
	default:
		return node.Value
	}
	return ""
}

func (r *policyReader) digest(node *yaml.Node) string {
	digest := r.text(node, "contract.digest")
	if digest != "" && !regexp.MustCompile(`^sha256:[0-9a-f]{64}$`).MatchString(digest) {
		r.wrong(node.Line, "contract.digest", "wanted sha256: and 64 hexadecimal digits in lower case, as reports have it")
	}
	return digest
}

func (r *policyReader) days(node *yaml.Node) int {
	if node == nil {
		return 0
	}
	n, err := strconv.Atoi(node.Value)
	if node.Kind != yaml.ScalarNode || node.ShortTag() != "!!int" || err != nil || n < 1 || n > maxDays {
		r.wrong(node.Line, "max-age-days", fmt.Sprintf("wanted a number of days, 1 to %d", maxDays))
		return 0
	}
	return n
}

// choice says whether the second of two words stands there; where none does, it is the first.
func (r *policyReader) choice(node *yaml.Node, key, usual, other string) bool {
	if node == nil {
		return false
	}
	if node.Kind != yaml.ScalarNode || node.Value != usual && node.Value != other || node.ShortTag() == "!!str" && usual == "false" {
		r.wrong(node.Line, key, "wanted "+usual+" or "+other)
		return false
	}
	return node.Value == other
}
