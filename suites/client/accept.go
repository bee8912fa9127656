package client

import (
	"strconv"
	"strings"
)

// takes says that an Accept field admits a media type (RFC 9110, section 12.5.1): the most specific range that it is in has
// a weight above zero.
func takes(accept, mediaType string) bool {
	kind, _, _ := strings.Cut(mediaType, "/")
	best, weight := -1, 0.0
	for _, part := range strings.Split(accept, ",") {
		name, parameters, _ := strings.Cut(part, ";")
		specific := map[string]int{"*/*": 0, kind + "/*": 1, mediaType: 2}
		rank, in := specific[strings.ToLower(strings.TrimSpace(name))]
		if !in || rank < best {
			continue
		}
		if q := weightOf(parameters); rank > best || q > weight {
			best, weight = rank, q
		}
	}
	return best >= 0 && weight > 0
}

func weightOf(parameters string) float64 {
	for _, p := range strings.Split(parameters, ";") {
		name, value, _ := strings.Cut(p, "=")
		if strings.EqualFold(strings.TrimSpace(name), "q") {
			if q, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err == nil {
				return q
			}
		}
	}
	return 1
}
