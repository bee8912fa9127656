package gather

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/authconform/authconform/openapi/facts"
)

// pace keeps a run within the provider's fair-use limits over a sliding window. It counts what came back,
// not what was expected: a request holds a place in every window from when it is sent, and gives it back
// when its answer is of another class. A token bucket would not do: it lets twice the limit through
// in a window that begins with a full bucket.
type pace struct {
	mu      sync.Mutex
	windows []*window
	until   time.Time     // nobody sends before: the target asked for it (Retry-After)
	alone   bool          // one request at a time: the target asked for patience
	breath  time.Duration // what a 429 is given at least
	waves   int           // how often it came since anything else was answered
	asked   time.Duration // the longest time that the target was given
	gap     time.Duration // between two requests
	last    time.Time     // when the last one was sent
	sent    int           // requests under way
	kept    int           // places in each window that only what has a moment of its own may take
}

type window struct {
	limit   int
	per     time.Duration
	counts  func(status int) bool
	pending int
	past    []time.Time // of the answers that count, oldest first
}

func newPace(limits []facts.Limit, breath time.Duration) *pace {
	p := &pace{breath: breath}
	for _, l := range limits {
		w := &window{limit: l.Requests, per: l.Per, counts: func(int) bool { return true }}
		if l.Class != "" {
			w.limit = l.Responses
			w.counts = func(status int) bool { return status/100 == int(l.Class[0]-'0') }
		}
		p.windows = append(p.windows, w)
	}
	return p
}

// acquire waits until a request may be sent, and holds its place.
func (p *pace) acquire(ctx context.Context, timed bool) error {
	return await(ctx, func() time.Duration { return p.try(time.Now(), timed) })
}

// clear waits until a request might be sent, and holds no place: what is done before a question whose answer depends on how soon
// it is asked is done when it need not wait any more (R17).
func (p *pace) clear(ctx context.Context) error {
	return await(ctx, func() time.Duration {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.wait(time.Now(), p.kept)
	})
}

// await waits as long as it is told to.
func await(ctx context.Context, long func() time.Duration) error {
	for {
		wait := long()
		if wait <= 0 {
			return ctx.Err()
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
	}
}

// poll is how long a request waits for answers under way that may give their places back.
const poll = 20 * time.Millisecond

func (p *pace) try(now time.Time, timed bool) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	kept := p.kept
	if timed {
		kept = 0
	}
	if wait := p.wait(now, kept); wait > 0 {
		return wait
	}
	p.sent++
	p.last = now
	for _, w := range p.windows {
		w.pending++
	}
	return 0
}

// wait says how long nobody may send, but for those whom so many places are kept for. Who calls it holds the lock.
func (p *pace) wait(now time.Time, kept int) time.Duration {
	if wait := p.until.Sub(now); wait > 0 {
		return wait
	}
	if p.alone && p.sent > 0 {
		return poll
	}
	if wait := p.last.Add(p.gap).Sub(now); p.gap > 0 && wait > 0 {
		return wait
	}
	for _, w := range p.windows {
		if wait := w.wait(now, kept); wait > 0 {
			return wait
		}
	}
	return 0
}

func (w *window) wait(now time.Time, kept int) time.Duration {
	free := max(1, w.limit-kept)
	for len(w.past) > 0 && now.Sub(w.past[0]) >= w.per {
		w.past = w.past[1:]
	}
	switch {
	case len(w.past)+w.pending < free:
		return 0
	case w.pending > 0:
		return poll
	default: // as many have to leave the window as are too many in it
		return w.per - now.Sub(w.past[len(w.past)-free])
	}
}

// release counts an answer; status 0 is none.
func (p *pace) release(status int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent--
	if status != 0 && status != http.StatusTooManyRequests {
		p.waves = 0
	}
	for _, w := range p.windows {
		w.pending--
		if w.counts(status) {
			w.past = append(w.past, time.Now())
		}
	}
}

// keep lets questions that have a moment of their own find so many places when it comes, whatever else is asked: one that
// waited for a place would be asked at another moment, and tell something else (R16).
func (p *pace) keep(places int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.kept = places
}

// pauseUntil lets nobody send before the given time.
func (p *pace) pauseUntil(until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until.After(p.until) {
		p.until = until
	}
}

// oneByOne lets one request at a time be under way from now on, as the target asked for so long a time.
func (p *pace) oneByOne(asked time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.alone, p.asked = true, max(p.asked, asked)
}

// refused is told of a 429 and of the time that came with it, and gives the time that the target gets: that one, and where it is
// none, or too little, one that doubles with each 429 on end. Crowded is one that came of several requests under way at once. A target
// that refuses though it is asked one by one is asked more and more slowly: its limit is told by nothing else.
func (p *pace) refused(said time.Duration, now time.Time) (wait time.Duration, crowded bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if under := p.until.Sub(now); under > 0 { // it was sent before the last 429 came
		return max(said, under), true
	}
	if p.alone {
		p.gap = min(maxGap, max(p.breath/5, 2*p.gap))
	}
	p.waves++
	return max(said, min(longestBreath, p.breath<<min(p.waves-1, 8))), !p.alone
}

// noMore ends the time between requests: whoever waits for it is not sent.
func (p *pace) noMore() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.gap = 0
}

// calm is how long nothing is to be sent before what can be asked once alone: as long as the target has asked for at most.
func (p *pace) calm() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

// Provider is what several targets have in common: a host, or a client. Their runs come one after the other, and what one of them
// has cost counts against the limits of the next: those of the contract, and on wrong secrets (R5). A Provider is of one
// contract's targets at a time, and may be used by one run at a time.
type Provider struct {
	answered map[string][][]time.Time // by the contract's name, of each of its limits: when answers came that count
	judged   map[string][]time.Time   // by the client's id: when a guess at its secret was judged
	until    time.Time                // nobody is to ask before
}

// lend lets a run begin where those before it have left off.
func (p *Provider) lend(a *asker) {
	if p == nil {
		return
	}
	for i, past := range p.answered[a.Contract.Name] {
		if i < len(a.pace.windows) {
			a.pace.windows[i].past = slices.Clone(past)
		}
	}
	a.pace.until, a.account.judged = p.until, slices.Clone(p.judged[a.values.Client.ID])
}

// rest waits until a run may show its client's secret, of which nobody knows yet that it is right: the wrong ones of the run before
// count against it for a minute (R5).
func (p *Provider) rest(ctx context.Context, a *asker) error {
	if p == nil || len(a.account.judged) < maxGuesses {
		return nil
	}
	oldest := a.account.judged[len(a.account.judged)-maxGuesses]
	return a.rests(ctx, time.Until(oldest.Add(a.account.span)), "two wrong secrets of the client were judged within a minute, of another target")
}

// take keeps what a run has cost.
func (p *Provider) take(a *asker) {
	if p == nil {
		return
	}
	if p.answered == nil {
		p.answered, p.judged = map[string][][]time.Time{}, map[string][]time.Time{}
	}
	var all [][]time.Time
	for _, w := range a.pace.windows {
		all = append(all, w.past)
	}
	p.answered[a.Contract.Name] = all
	p.judged[a.values.Client.ID], p.until = a.account.judged, a.pace.until
}
