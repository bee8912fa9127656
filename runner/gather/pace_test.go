package gather

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/authconform/authconform/openapi/facts"
)

func limits(errors, requests int) []facts.Limit {
	return []facts.Limit{
		{Class: "4xx", Responses: errors, Per: time.Minute},
		{Requests: requests, Per: time.Minute},
	}
}

// A window slides: what left it makes room, to the second.
func TestPaceHoldsTheWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace(limits(3, 100), firstBreath)
		start := time.Now()
		for range 3 {
			enter(t, p)
			p.release(400)
			time.Sleep(10 * time.Second)
		}
		enter(t, p)
		if waited := time.Since(start); waited != time.Minute {
			t.Errorf("the fourth request after %s, wanted it when the first answer is a minute old", waited)
		}
	})
}

// Only what really came back counts: a success gives its place back at once.
func TestPaceCountsWhatCameBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace(limits(2, 100), firstBreath)
		start := time.Now()
		for range 50 {
			enter(t, p)
			p.release(200)
		}
		if waited := time.Since(start); waited != 0 {
			t.Errorf("waited %s for requests that ended in 200", waited)
		}
	})
}

// Requests under way may all end in 4xx: they hold places until they are answered.
func TestPaceReservesForWhatIsUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace(limits(2, 100), firstBreath)
		enter(t, p)
		enter(t, p)
		start := time.Now()
		time.AfterFunc(time.Second, func() { p.release(200) })
		enter(t, p)
		if waited := time.Since(start); waited < time.Second || waited > time.Second+poll {
			t.Errorf("waited %s, wanted about the second until a place came back", waited)
		}
	})
}

func TestPaceLimitsRequestsOfAnyClass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace(limits(60, 5), firstBreath)
		start := time.Now()
		for range 6 {
			enter(t, p)
			p.release(200)
		}
		if waited := time.Since(start); waited != time.Minute {
			t.Errorf("six requests took %s, wanted the sixth after a minute", waited)
		}
	})
}

// What has a moment of its own finds a place when it comes, though the rest has filled the window: asked a minute later, it
// would tell something else.
func TestPaceKeepsPlacesForWhatHasItsMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace(limits(4, 100), firstBreath)
		p.keep(2)
		start := time.Now()
		for range 2 {
			enter(t, p)
			p.release(400)
		}
		time.Sleep(10 * time.Second)
		for range 2 {
			if err := p.acquire(context.Background(), true); err != nil {
				t.Fatal(err)
			}
			p.release(400)
		}
		if waited := time.Since(start); waited != 10*time.Second {
			t.Errorf("what has its moment was asked after %s, wanted it at once after 10 s", waited)
		}
		enter(t, p)
		if waited := time.Since(start); waited != 70*time.Second {
			t.Errorf("the rest was asked after %s, wanted it when the window has room again beside what is kept", waited)
		}
	})
}

func TestPaceHonoursRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace(nil, firstBreath)
		start := time.Now()
		p.pauseUntil(start.Add(7 * time.Second))
		p.pauseUntil(start.Add(2 * time.Second)) // an earlier end does not shorten it
		enter(t, p)
		if waited := time.Since(start); waited != 7*time.Second {
			t.Errorf("waited %s, wanted 7s", waited)
		}
	})
}

func TestPaceEndsWithTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace(limits(60, 1), firstBreath)
		enter(t, p)
		p.release(200)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := p.acquire(ctx, false); err == nil {
			t.Error("a cancelled run went on")
		}
	})
}

func enter(t *testing.T, p *pace) {
	t.Helper()
	if err := p.acquire(t.Context(), false); err != nil {
		t.Fatal(err)
	}
}

// Who waits until it is clear holds no place, and whoever sends next need not wait (R17).
func TestPaceIsClearBeforeAQuestionIsPrepared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace(limits(2, 100), firstBreath)
		start := time.Now()
		for range 2 {
			enter(t, p)
			p.release(403)
		}
		for range 3 {
			if err := p.clear(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		waited := time.Since(start)
		enter(t, p)
		if after := time.Since(start); waited != time.Minute || after != waited {
			t.Errorf("clear after %s, and sent after %s, wanted both when the answers are a minute old", waited, after)
		}
	})
}
