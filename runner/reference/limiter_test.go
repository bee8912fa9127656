package reference

import (
	"testing"
	"time"
)

func TestLimiterForgetsWhoDidNothingForAMinute(t *testing.T) {
	l := newLimiter(1)
	now := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	l.count("once", now)
	l.count("blocked", now)
	l.count("blocked", now.Add(30*time.Second))
	l.count("late", now.Add(time.Minute))
	if _, remembered := l.callers["once"]; remembered || len(l.callers) != 2 {
		t.Errorf("%d addresses are remembered, want the blocked one and the last", len(l.callers))
	}
	l.count("later", now.Add(2*time.Minute))
	if len(l.callers) != 1 {
		t.Errorf("%d addresses are remembered, want the last", len(l.callers))
	}
}
