package target

import (
	"path/filepath"
	"slices"
	"time"
)

// shownInPlace stands for a text that does not show.
const shownInPlace = "‹given›"

// Shown gives the settings as they may be published, by flag name: what a run was told to do. Numbers, durations,
// switches and a few texts that can hold no secret show; of every other text it shows only that it was
// given, for people put secrets in commands, headers and the names of files. It answers after Resolve.
func (o *Options) Shown() map[string]any {
	plain := []string{environmentFlag, profileFlag, methodFlag, "clause"}
	shown := map[string]any{}
	for _, s := range o.settings() {
		switch value := s.into.(type) {
		case *bool:
			shown[s.name] = *value
		case *int:
			shown[s.name] = *value
		case *time.Duration:
			shown[s.name] = value.String()
		case *string:
			shown[s.name] = shownText(s.name, *value, slices.Contains(plain, s.name))
		case *[]string:
			texts := []string{}
			for _, text := range *value {
				texts = append(texts, shownText(s.name, text, slices.Contains(plain, s.name)))
			}
			shown[s.name] = texts
		}
	}
	return shown
}

func shownText(name, text string, plain bool) string {
	switch {
	case name == contractFlag:
		return filepath.Base(text) // no path of the machine
	case plain || text == "":
		return text
	}
	return shownInPlace
}
