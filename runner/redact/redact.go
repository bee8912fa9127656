package redact

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/authconform/authconform/suites/evidence"
)

// Redactor replaces secrets in evidence by pseudonyms that keep what judging needs: the same value has
// the same pseudonym, its length and the classes of its characters stay, and a JSON Web Token keeps
// its header and its times. Its key is random, never leaves it and is gone with it. A Redactor is safe
// for concurrent use. It never changes what it is given; what it returns may share memory with that.
type Redactor struct {
	*pseudonyms
	words vocabulary
	// places are where a contract's answers have tokens, whatever they are called there: the names that lead to each.
	places [][]string
	large  sync.Mutex

	state        sync.Mutex
	patterns     []pattern
	apart        []pattern // what must not be taken apart: the secrets that the run was given, and their pseudonyms
	held         []string  // what replaced a secret with more around it, and is not to be taken apart either
	known        map[string]bool
	names        map[string]evidence.Named
	learned      int
	learnedBytes int
	longBytes    int
	beside       []escapes // what is undone to find secrets that hold what reads as escapes: those that each does not hold
	search       *matchers // nil: to be built
	last         matchers  // what searched for all but what was learned since
	clean        map[cleanText]bool
}

// matchers find what is known at one moment.
type matchers struct{ all, separable *matcher }

// NewRedactor makes a redactor for the given secrets. The vocabulary holds every word on which a
// judgement rests, those that the suite itself sends included: a secret that would be found in one of
// them could not be told from it. That, and a secret that cannot be hidden because it is empty or has
// neither letters nor digits, is an error that gives the secret's meaning, never its value. A secret that is not
// short is also hidden where it is written in small letters or in capitals.
func NewRedactor(words []string, secrets ...evidence.Secret) (*Redactor, error) {
	keyed, err := newPseudonyms()
	if err != nil {
		return nil, err
	}
	return keyed.redactor(words, secrets)
}

// redactor makes a redactor whose pseudonyms these are.
func (p *pseudonyms) redactor(words []string, secrets []evidence.Secret) (*Redactor, error) {
	r := &Redactor{pseudonyms: p, words: newVocabulary(words), known: map[string]bool{}, names: map[string]evidence.Named{}, clean: map[cleanText]bool{}}
	configured := make([]pattern, len(secrets))
	var problems []error
	for i, s := range secrets {
		if err := r.words.check(s.Value); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", cmp.Or(s.Meaning, "a secret"), err))
		}
		configured[i].value = s.Value
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	given := newMatcher(configured)
	r.avoids = func(pseudonym []byte) bool {
		return given.find(pseudonym, anyPattern) != nil || r.words.has(string(pseudonym))
	}
	for _, s := range secrets {
		r.learn(s)
	}
	for _, s := range secrets {
		r.recase(s.Value)
	}
	return r, nil
}

// TokensAt says where a contract's answers have tokens, as the names that lead to each: what stands there is a secret
// whatever it is called. An index of an array stands for all of them. It is called before anything is redacted.
func (r *Redactor) TokensAt(places ...[]string) { r.places = places }

// Keeping has pseudonyms keep the form of tokens. It is called before anything is redacted.
func (r *Redactor) Keeping(form Form) { r.form = form }

// Learn adds a secret that was not known at the start. One that NewRedactor would refuse is ignored. A
// secret that is known keeps the meaning that it was given first. A token of more than 64 KiB, which no head of a request
// carries, is replaced where it is issued or shown alone, and so are those of more than 8 KiB beyond 512 KiB in all:
// looking for them would take more memory than the whole run.
func (r *Redactor) Learn(s evidence.Secret) {
	if len(s.Value) <= maxLearnedToken && r.affords(s.Value) {
		r.learn(s)
	}
}

// affords says whether a secret may be looked for, and counts it if it is a long one.
func (r *Redactor) affords(value string) bool {
	r.state.Lock()
	defer r.state.Unlock()
	switch {
	case len(value) <= longToken || r.known[foldString(value)]:
		return true
	case r.longBytes+len(value) > maxLongBytes:
		return false
	}
	r.longBytes += len(value)
	return true
}

func (r *Redactor) learn(s evidence.Secret) {
	if r.words.check(s.Value) != nil {
		return
	}
	value := []byte(s.Value)
	pseudonym := ""
	if parts := jwtParts(value); parts != nil {
		pseudonym = string(r.jwt(value, parts))
	} else {
		pseudonym = string(r.of(value))
	}
	r.state.Lock()
	defer r.state.Unlock()
	if _, named := r.names[pseudonym]; !named && s.Meaning != "" {
		r.names[pseudonym] = evidence.Named{Pseudonym: pseudonym, Meaning: s.Meaning, Shell: s.Shell}
	}
	r.add(pattern{value: s.Value, pseudonym: pseudonym}, true)
	r.parts(s.Value, pseudonym)
	if beside := anyEscapes &^ within(s.Value); beside != anyEscapes && beside != 0 && !slices.Contains(r.beside, beside) {
		r.beside = append(r.beside, beside)
	}
}

// parts takes up what a JSON Web Token says and its signature, to find each alone; the caller holds the lock.
func (r *Redactor) parts(value, pseudonym string) {
	values, pseudonyms := strings.Split(value, "."), strings.Split(pseudonym, ".")
	if len(values) != len(pseudonyms) || jwtParts([]byte(value)) == nil {
		return
	}
	for i := 1; i < len(values); i++ {
		if isRandom(values[i]) {
			r.add(pattern{value: values[i], pseudonym: pseudonyms[i], issued: true}, true)
		}
	}
}

// recase takes a secret up in small letters, in capitals and with a capital in front, unless it is known so: servers change
// the case of names, those of users among them. Its pseudonym is recased alike.
func (r *Redactor) recase(value string) {
	if len(value) < wholeWord {
		return
	}
	usual := string(r.of([]byte(value)))
	for _, change := range []func(string) string{strings.ToLower, strings.ToUpper, titled} {
		recased := change(value)
		if recased == value || r.knows(recased) || r.words.check(recased) != nil {
			continue
		}
		pseudonym := r.choose([]byte(recased), func(attempt int) []byte {
			if alike := change(usual); attempt == 0 && len(alike) == len(recased) {
				return []byte(alike)
			}
			return shaped([]byte(recased), r.mac("pseudonym", attempt, []byte(recased)))
		}, nil)
		r.state.Lock()
		r.add(pattern{value: recased, pseudonym: string(pseudonym), meant: value}, true)
		r.state.Unlock()
	}
}

// titled writes the first letter as a capital and all others small.
func titled(s string) string {
	_, width := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:width]) + strings.ToLower(s[width:])
}

// add takes a pattern up; the caller holds the lock.
func (r *Redactor) add(p pattern, certain bool) bool {
	if r.known[foldString(p.value)] {
		return false
	}
	p.numeric, p.folded, p.certain = isNumeric(p.value), strings.ToLower(p.value), certain
	r.known[foldString(p.value)] = true
	r.patterns = append(r.patterns, p)
	if certain && len(p.value) <= longToken { // so are tokens that the target issued
		r.apart = append(r.apart, pattern{value: p.value}, pattern{value: p.pseudonym})
	}
	r.changed(p.value)
	return true
}

// token takes up a token that the target issued, unless it could be a word of the protocol: a hostile
// target must not be able to have its other answers rewritten.
func (r *Redactor) token(value, pseudonym string) bool {
	if len(value) < minLearnedToken || len(value) > maxLearnedToken || !r.words.free(value) {
		return false
	}
	r.state.Lock()
	defer r.state.Unlock()
	if r.learned >= maxLearned || r.learnedBytes+len(value) > maxLearnedBytes || !r.add(pattern{value: value, pseudonym: pseudonym, issued: true}, isRandom(value)) {
		return false
	}
	r.parts(value, pseudonym)
	r.learned++
	r.learnedBytes += 2 * len(value) // its parts are looked for, too
	return true
}

func (r *Redactor) knows(value string) bool {
	r.state.Lock()
	defer r.state.Unlock()
	return r.known[foldString(value)]
}

func (r *Redactor) redaction(learns bool) *redaction {
	r.state.Lock()
	defer r.state.Unlock()
	if r.search == nil {
		r.last = matchers{all: r.last.all.with(slices.Clip(r.patterns)), separable: r.last.separable.with(slices.Clip(r.apart))}
		search := r.last
		r.search = &search
	}
	return &redaction{pseudonyms: r.pseudonyms, r: r, matchers: r.search, beside: slices.Clip(r.beside), learns: learns}
}

// Exchange gives an exchange without secrets, and remembers the tokens that it issues.
func (r *Redactor) Exchange(x evidence.Exchange) evidence.Exchange {
	first := r.redaction(true)
	out := first.exchange(x)
	if first.learned > 0 {
		// What was learned last may stand in what was read first.
		out = r.redaction(false).exchange(x)
	}
	return out
}

// Record is a last pass over everything with all that is known by then: a token may be echoed before
// it is issued. It is idempotent, and gives the record its names.
func (r *Redactor) Record(rec evidence.Record) evidence.Record {
	learned := 0
	redact := func(learns bool) evidence.Record {
		out := rec
		out.Exchanges = slices.Clone(rec.Exchanges)
		for i, x := range rec.Exchanges {
			p := r.redaction(learns)
			out.Exchanges[i] = p.exchange(x)
			learned += p.learned
		}
		p := r.redaction(false)
		out.Run = p.run(rec.Run)
		out.Skipped = slices.Clone(rec.Skipped)
		for i := range out.Skipped {
			out.Skipped[i].Reason = p.prose(out.Skipped[i].Reason)
		}
		return out
	}
	out := redact(true)
	if learned > 0 {
		out = redact(false)
	}
	out.Run.Names = r.Names()
	return out
}

// Text gives an error's text or a line of a log without secrets.
func (r *Redactor) Text(s string) string { return r.redaction(false).prose(s) }

// Names says what pseudonyms stand for, those of secrets with a meaning, sorted by meaning.
func (r *Redactor) Names() []evidence.Named {
	r.state.Lock()
	defer r.state.Unlock()
	return slices.SortedFunc(maps.Values(r.names), func(x, y evidence.Named) int {
		return cmp.Or(cmp.Compare(x.Meaning, y.Meaning), cmp.Compare(x.Pseudonym, y.Pseudonym))
	})
}
