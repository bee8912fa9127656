package har

import (
	"reflect"
	"strconv"
	"unicode/utf8"
)

// unwritable collects the texts within a value that are not valid UTF-8, by where they stand. JSON
// would silently change them.
func unwritable(value any) map[string][]byte {
	var found map[string][]byte
	eachText(reflect.ValueOf(value), "", func(path string, text reflect.Value) {
		if s := text.String(); !utf8.ValidString(s) {
			if found == nil {
				found = map[string][]byte{}
			}
			found[path] = []byte(s)
		}
	})
	return found
}

// restore puts back what unwritable found, and says how many texts had a place.
func restore(value any, texts map[string][]byte) int {
	restored := 0
	if len(texts) > 0 {
		eachText(reflect.ValueOf(value), "", func(path string, text reflect.Value) {
			if b, ok := texts[path]; ok {
				text.SetString(string(b))
				restored++
			}
		})
	}
	return restored
}

// eachText visits every string that can be reached through exported fields, slices and pointers.
func eachText(v reflect.Value, path string, visit func(string, reflect.Value)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			eachText(v.Elem(), path, visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				eachText(v.Field(i), path+"/"+f.Name, visit)
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			eachText(v.Index(i), path+"/"+strconv.Itoa(i), visit)
		}
	case reflect.String:
		visit(path, v)
	default: // numbers, times' inner fields, maps: no text that leaves the program
	}
}
