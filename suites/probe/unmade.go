package probe

// unless gives a probe's Unmade: why it cannot be made of values that do not have what it takes.
func unless(has func(Values) bool, why string) func(Values) string {
	return func(v Values) string {
		if has(v) {
			return ""
		}
		return why
	}
}

// madeOf says of a probe what it takes of the values.
func madeOf(p Probe, has func(Values) bool, why string) Probe {
	p.Unmade = unless(has, why)
	return p
}

// ofJWT says of a probe that it takes a token that is a JWT.
func ofJWT(p Probe) Probe {
	return madeOf(p, func(v Values) bool { return SignatureCut(v.First.Value) != "" }, "the token is no JWT")
}

// withCase says of a probe that the token must have letters whose case means something.
func withCase(p Probe) Probe {
	return madeOf(p, func(v Values) bool { return OtherCase(v.First.Value) != "" }, "the token has no letters whose case must mean something")
}

// ofTwo says of a probe that it takes two tokens.
func ofTwo(p Probe) Probe {
	return madeOf(p, func(v Values) bool { return v.Other.Value != "" }, "the target gave the same token to every request, so that there are not two")
}

// control says of a probe that others rest on its success.
func control(p Probe) Probe {
	p.Control = true
	return p
}
