package reference

import (
	"testing"
	"time"
)

func TestLimiterForgetsWhoDidNothingForAMinute(t *testing.T) {
	l := NewLimiter(1)
	now := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	l.Count("once", now)
	l.Count("blocked", now)
	l.Count("blocked", now.Add(30*time.Second))
	l.Count("late", now.Add(time.Minute))
	if _, remembered := l.callers["once"]; remembered || len(l.callers) != 2 {
		t.Errorf("%d addresses are remembered, want the blocked one and the last", len(l.callers))
	}
	l.Count("later", now.Add(2*time.Minute))
	if len(l.callers) != 1 {
		t.Errorf("%d addresses are remembered, want the last", len(l.callers))
	}
}
