package har

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/suites/evidence"
)

// A field that is added to the evidence and forgotten in the file would make judging again differ.
func TestHARForgetsNoField(t *testing.T) {
	var rec evidence.Record
	fill(reflect.ValueOf(&rec).Elem())
	rec = rec.Laid(rec.Run.Layout) // each answer is read by the run's
	rec.Exchanges[0].ID, rec.Exchanges[1].ID = "a", "b"
	rec.Skipped[0].Flag, rec.Skipped[1].Flag = "--max-wait", "--profile full"
	got, err := Read(bytes.NewReader(written(t, rec)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(rec, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// fill sets every field to something.
func fill(v reflect.Value) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(time.Unix(1, 2).UTC()))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Tag.Get("json") != "-" { // what is not recorded
				fill(v.Field(i))
			}
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{"text": "/text"}))
	case reflect.String:
		v.SetString("text")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Uint8:
		v.SetUint(7)
	default:
		v.SetInt(3)
	}
}
