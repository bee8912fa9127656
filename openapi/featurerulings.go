package openapi

// Rulings are those that speak of a contract with these features.
func (f Facts) Rulings() []int {
	rulings := []int{1, 2, 4, 5, 18, 19, 26}
	for feature, of := range map[Feature][]int{
		StrictErrors: {3, 8, 9, 10, 11, 12}, RFC6749Errors: {20, 23, 25}, StrictTokens: {6}, RFC6749Tokens: {21}, Scopes: {7},
		StrictResource: {13, 14, 15, 16, 17}, RFC6750Resource: {24}, RefreshGrant: {22},
	} {
		if f.Has(feature) {
			rulings = append(rulings, of...)
		}
	}
	return rulings
}
