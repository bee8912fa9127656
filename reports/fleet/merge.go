package fleet

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
)

// ErrMixed says that what was to be put together does not belong together.
var ErrMixed = errors.New("they are not of one fleet")

// Merge puts shards together. It does not matter in which order, in how many steps, or whether one is given twice. What does not
// belong together is an ErrMixed, and names what: other versions of the suite, other fleets, another state of a contract, two
// results of one target. A target without a result is none of them: Missing names those.
func Merge(shards ...Fleet) (Fleet, error) {
	if len(shards) == 0 {
		return Fleet{}, fmt.Errorf("%w: wanted at least one", ErrMixed)
	}
	whole := Fleet{Schema: SchemaID, Suite: shards[0].Suite, Names: slices.Clone(shards[0].Names)}
	members, contracts := map[string]Member{}, map[string]string{}
	var problems []error
	for _, f := range shards {
		if f.Suite.Version != whole.Suite.Version {
			problems = append(problems, fmt.Errorf("%w: wanted one version of the suite, found %s and %s", ErrMixed, whole.Suite.Version, f.Suite.Version))
		}
		if own := difference(whole.Names, f.Names); len(own) > 0 {
			problems = append(problems, fmt.Errorf("%w: wanted shards of the same targets, found some that do not know all of %s", ErrMixed, Some(own)))
		}
		for _, m := range f.Members {
			problems = append(problems, add(members, m), agree(contracts, m))
		}
		whole.Shards = append(whole.Shards, f.Shards...)
		whole.Started, whole.Finished = earlier(whole.Started, f.Started), later(whole.Finished, f.Finished)
	}
	if err := errors.Join(problems...); err != nil {
		return Fleet{}, err
	}
	slices.Sort(whole.Shards)
	whole.Shards = slices.Compact(whole.Shards)
	whole.Members = slices.SortedFunc(maps.Values(members), func(a, b Member) int { return cmp.Compare(a.Name, b.Name) })
	return whole, nil
}

// add takes a target's result, which may be there already, but no other. Of copies of one report the path that comes first in the
// alphabet is kept: it does not matter in which order they come.
func add(members map[string]Member, m Member) error {
	known, twice := members[m.Name]
	if twice && known.Digest != "" && known.Digest == m.Digest {
		first := min(known.Report, m.Report)
		known.Report, m.Report = first, first
	}
	if twice && !reflect.DeepEqual(known, m) {
		return fmt.Errorf("%w: wanted one result of %s, found those of two runs (%s and %s): leave one of them out", ErrMixed, m.Name, describe(known), describe(m))
	}
	members[m.Name] = m
	return nil
}

func describe(m Member) string {
	return cmp.Or(m.Run, "without an id") + ", " + m.Started.Format(time.RFC3339)
}

// agree holds the contracts of one name against each other.
func agree(contracts map[string]string, m Member) error {
	if m.Contract.Name == "" {
		return nil
	}
	if known, other := contracts[m.Contract.Name]; other && known != m.Contract.Digest {
		return fmt.Errorf("%w: wanted one state of the contract %s, found %s and %s (of %s)", ErrMixed, m.Contract.Name, known, m.Contract.Digest, m.Name)
	}
	contracts[m.Contract.Name] = m.Contract.Digest
	return nil
}

// difference gives what stands in one of two sorted lists alone.
func difference(a, b []string) []string {
	var own []string
	for _, lists := range [][2][]string{{a, b}, {b, a}} {
		for _, name := range lists[0] {
			if _, there := slices.BinarySearch(lists[1], name); !there {
				own = append(own, name)
			}
		}
	}
	return own
}

// Some names the first of many.
func Some(names []string) string {
	const most = 10
	if len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	return strings.Join(names, ", ")
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
