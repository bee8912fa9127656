package fleet

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
)

// Shard is one part of a fleet that is asked on several machines: the Kth of N, counted from 1.
type Shard struct{ K, N int }

// MaxShards is how many there may be.
const MaxShards = 1000

// Whole is the shard that has all targets.
func Whole() Shard { return Shard{1, 1} }

// String writes it as ParseShard reads it.
func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.K, s.N) }

// Has tells whether the shard takes the target of that name. It is decided by the name alone, so that one target more in the
// fleet moves no other.
func (s Shard) Has(name string) bool {
	sum := sha256.Sum256([]byte(name))
	return int(binary.BigEndian.Uint64(sum[:8])%uint64(s.N)) == s.K-1
}

// ParseShard reads K/N.
func ParseShard(text string) (Shard, error) {
	first, second, found := strings.Cut(text, "/")
	k, wrongK := strconv.Atoi(first)
	n, wrongN := strconv.Atoi(second)
	if !found || wrongK != nil || wrongN != nil || n < 1 || n > MaxShards || k < 1 || k > n {
		return Shard{}, fmt.Errorf("wanted K/N with 1 ≤ K ≤ N ≤ %d, such as 2/4, found %q", MaxShards, text)
	}
	return Shard{k, n}, nil
}

// ShardOf gives the shard that an engine has this machine take. Where shards is given, it is N, and K comes from the engine:
// JOB_COMPLETION_INDEX, which Kubernetes counts from 0 (Job, completionMode Indexed), or CI_NODE_INDEX, which GitLab counts
// from 1. Without it N is CI_NODE_TOTAL, where that is set. With neither it is the whole fleet.
func ShardOf(shards int, getenv func(string) (string, bool)) (Shard, error) {
	n := shards
	said := func(name string) (string, bool) {
		text, _ := getenv(name)
		return text, text != ""
	}
	index, kubernetes := said("JOB_COMPLETION_INDEX")
	node, gitlab := said("CI_NODE_INDEX")
	if kubernetes && gitlab {
		return Shard{}, fmt.Errorf("JOB_COMPLETION_INDEX is %q and CI_NODE_INDEX %q: which of them is meant is not known: give --shard K/N", index, node)
	}
	if total, given := said("CI_NODE_TOTAL"); n == 0 && given && gitlab {
		return engines(node+"/"+total, "CI_NODE_INDEX/CI_NODE_TOTAL")
	}
	switch {
	case n == 0 && kubernetes:
		return Shard{}, fmt.Errorf("JOB_COMPLETION_INDEX is set, and it is not known of how many: give --shards N, the Job's completions")
	case n == 0:
		return Whole(), nil
	case kubernetes:
		k, err := strconv.Atoi(index)
		if err != nil {
			return Shard{}, fmt.Errorf("JOB_COMPLETION_INDEX: wanted a number, found %q", index)
		}
		return engines(fmt.Sprintf("%d/%d", k+1, n), fmt.Sprintf("JOB_COMPLETION_INDEX %d, which counts from 0, of %d", k, n))
	case gitlab:
		return engines(fmt.Sprintf("%s/%d", node, n), fmt.Sprintf("CI_NODE_INDEX %q of %d", node, n))
	case n == 1:
		return Whole(), nil
	default:
		return Shard{}, fmt.Errorf("of %d shards: wanted JOB_COMPLETION_INDEX or CI_NODE_INDEX, which say the shard of this machine, found neither: give --shard K/%d", n, n)
	}
}

// engines reads the shard that an engine says, and tells of a wrong one by what it says.
func engines(shard, said string) (Shard, error) {
	s, err := ParseShard(shard)
	if err != nil {
		return Shard{}, fmt.Errorf("%s: %w", said, err)
	}
	return s, nil
}

// Matrix gives the shards that have targets, as a CI's matrix has them: GitLab's "parallel", or what GitHub's fromJSON reads.
func Matrix(targets []Target, shards int, gitlab bool) any {
	type row struct {
		Shard   string `json:"shard"`
		Targets int    `json:"targets"`
	}
	rows, names := []row{}, []string{}
	for k := 1; k <= shards; k++ {
		s := Shard{k, shards}
		n := 0
		for _, t := range targets {
			if s.Has(t.Name) {
				n++
			}
		}
		if n > 0 {
			rows, names = append(rows, row{s.String(), n}), append(names, s.String())
		}
	}
	if gitlab {
		return map[string]any{"matrix": []any{map[string]any{"SHARD": names}}}
	}
	return map[string]any{"include": rows}
}
