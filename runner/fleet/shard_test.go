package fleet

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// Every target is in one shard, and one more target moves no other.
func TestShards(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 16; n++ {
		most := 0
		for k := 1; k <= n; k++ {
			own := 0
			for i := range 1000 {
				if (Shard{k, n}).Has("target-" + strconv.Itoa(i)) {
					own++
				}
			}
			most = max(most, own)
		}
		if most > 2*1000/n {
			t.Errorf("of %d shards one has %d of 1000 targets", n, most)
		}
	}
	for i := range 100 {
		in := 0
		for k := 1; k <= 7; k++ {
			if (Shard{k, 7}).Has(strconv.Itoa(i)) {
				in++
			}
		}
		if in != 1 {
			t.Errorf("a target is in %d shards", in)
		}
	}
}

func TestShardOf(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		shards    int
		variables map[string]string
		want      string // or what is wrong
	}{
		"no engine":                  {0, nil, "1/1"},
		"Kubernetes counts from 0":   {4, map[string]string{"JOB_COMPLETION_INDEX": "0"}, "1/4"},
		"its last":                   {4, map[string]string{"JOB_COMPLETION_INDEX": "3"}, "4/4"},
		"beyond it":                  {4, map[string]string{"JOB_COMPLETION_INDEX": "4"}, "JOB_COMPLETION_INDEX 4, which counts from 0, of 4: wanted K/N with 1"},
		"both":                       {4, map[string]string{"JOB_COMPLETION_INDEX": "1", "CI_NODE_INDEX": "1"}, "which of them is meant is not known: give --shard"},
		"GitLab, from 0":             {0, map[string]string{"CI_NODE_INDEX": "0", "CI_NODE_TOTAL": "3"}, "CI_NODE_INDEX/CI_NODE_TOTAL: wanted K/N with 1"},
		"of how many":                {0, map[string]string{"JOB_COMPLETION_INDEX": "0"}, "give --shards N"},
		"no number":                  {4, map[string]string{"JOB_COMPLETION_INDEX": "x"}, "wanted a number"},
		"GitLab counts from 1":       {0, map[string]string{"CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "3"}, "1/3"},
		"GitLab, parallel elsewhere": {5, map[string]string{"CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "3"}, "2/5"},
		"a total alone":              {0, map[string]string{"CI_NODE_TOTAL": "3"}, "1/1"},
		"nobody says which":          {4, nil, "found neither: give --shard K/4"},
		"one":                        {1, nil, "1/1"},
	} {
		got, err := ShardOf(row.shards, environment(row.variables))
		if said := fmt.Sprint(got, err); !strings.Contains(said, row.want) || (err == nil) != strings.Contains(row.want, "/") && !strings.Contains(row.want, "--shard") && !strings.Contains(row.want, "K/N") {
			t.Errorf("%s: %s, %v; wanted %s", name, got, err, row.want)
		}
	}
	for _, text := range []string{"", "1", "0/2", "3/2", "a/b", "1/0", "1/1001", "-1/2", "1/2/3"} {
		if _, err := ParseShard(text); err == nil {
			t.Errorf("%q is a shard", text)
		}
	}
}
