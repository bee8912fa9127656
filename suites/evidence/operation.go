package evidence

import "slices"

// OfOperation gives what a record has of one token operation, as if no other had been asked.
func (r Record) OfOperation(name string) Record {
	if name == "" {
		return r
	}
	r.Exchanges = slices.DeleteFunc(slices.Clone(r.Exchanges), func(x Exchange) bool { return x.Operation != name })
	r.Skipped = slices.DeleteFunc(slices.Clone(r.Skipped), func(u Skipped) bool { return u.Operation != name })
	for _, o := range r.Run.Operations {
		if o.Name == name {
			r.Run.Form, r.Run.Layout = o.Form, o.Layout
		}
	}
	return r
}
