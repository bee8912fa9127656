package fleet

// Together puts those of a list into one group that have any key in common, directly or by way of others. Groups, and what is in
// them, stay in the order of the list.
func Together[T any](list []T, keys func(T) []string) [][]T {
	group := make([]int, len(list)) // of each, the first of its group
	var find func(int) int
	find = func(i int) int {
		if group[i] != i {
			group[i] = find(group[i])
		}
		return group[i]
	}
	first := map[string]int{}
	for i, item := range list {
		group[i] = i
		for _, key := range keys(item) {
			if j, known := first[key]; known {
				a, b := find(i), find(j)
				group[max(a, b)] = min(a, b)
			} else {
				first[key] = i
			}
		}
	}
	place := map[int]int{}
	var groups [][]T
	for i, item := range list {
		at, known := place[find(i)]
		if !known {
			at = len(groups)
			place[find(i)] = at
			groups = append(groups, nil)
		}
		groups[at] = append(groups[at], item)
	}
	return groups
}
