package terminal

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/authconform/authconform/reports/outline"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/evidence"
)

// Progress is told how gathering goes on. Its methods may be called from several goroutines at once, and
// a display that cannot be written to never holds up a run.
type Progress interface {
	// Step tells of a preflight step that was taken.
	Step(step evidence.Step)
	// Asked tells that done of total probes are asked, the named one last.
	Asked(done, total int, probe string)
	// Waiting tells how much is left of a wait for a token to expire.
	Waiting(left, whole time.Duration)
	// Held tells that nothing is asked for a time, and why; for the rest of the run when it is 0.
	Held(wait time.Duration, why string)
	// Close ends the display and leaves the cursor at the start of a line. Nothing may be called after it.
	Close()
}

// Bar is a progress bar for a terminal of that width (0 means 80 columns). It leaves no trace of itself.
func Bar(w io.Writer, width int) Progress {
	return &bar{w: w, width: text.NewPrinter(width, false).Width}
}

// Lines is progress as a few lines of text: the preflight's steps, and each half of the probes. It is
// for logs, and for terminals that cannot move the cursor.
func Lines(w io.Writer) Progress { return &lines{w: w, asked: "asked %d of %d probes (%d %%)\n"} }

// ScenarioLines is Lines where a client is led through scenarios.
func ScenarioLines(w io.Writer) Progress {
	return &lines{w: w, asked: "played %d of %d scenarios (%d %%)\n"}
}

// Silent is progress that nobody sees.
func Silent() Progress { return silent{} }

type silent struct{}

func (silent) Step(evidence.Step)                   {}
func (silent) Asked(int, int, string)               {}
func (silent) Waiting(time.Duration, time.Duration) {}
func (silent) Held(time.Duration, string)           {}
func (silent) Close()                               {}

type lines struct {
	mu     sync.Mutex
	w      io.Writer
	asked  string // how it is told what was asked
	half   int    // the last half that was told
	waited int    // the last quarter of the wait
}

func (l *lines) Step(s evidence.Step) {
	l.mu.Lock()
	defer l.mu.Unlock()
	writeStep(l.w, s)
}

func (l *lines) Asked(done, total int, _ string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if total < 1 {
		return
	}
	done = min(done, total)
	if half := done * 2 / total; half > l.half {
		l.half = half
		_, _ = fmt.Fprintf(l.w, l.asked, done, total, done*100/total)
	}
}

func (l *lines) Waiting(left, whole time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if whole <= 0 {
		return
	}
	if quarter := int(4 * (whole - left) / whole); left > 0 && (quarter > l.waited || l.waited == 0) {
		l.waited = max(quarter, 1)
		_, _ = fmt.Fprintf(l.w, "waiting for a token to expire, %s left\n", left.Round(time.Second))
	}
}

func (l *lines) Held(wait time.Duration, why string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	writeHeld(l.w, wait, why)
}

func (l *lines) Close() {}

type bar struct {
	mu    sync.Mutex
	w     io.Writer
	width int
	bar   *progressbar.ProgressBar
	wait  *progressbar.ProgressBar
	done  int // the most that was told: reports of concurrent probes may overtake each other
}

func (b *bar) Step(s evidence.Step) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.clear()
	writeStep(b.w, s)
}

func (b *bar) Asked(done, total int, probe string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if total < 1 {
		return
	}
	b.done = max(b.done, min(done, total))
	if b.bar == nil || b.bar.IsFinished() && b.done < total {
		b.bar = b.start(total, probe)
	}
	if b.bar.GetMax() != total {
		b.bar.ChangeMax(total)
	}
	_ = b.bar.Set(b.done) // first, for the library draws no more often than it is allowed to, and the count matters more
	b.bar.Describe(caption(probe))
}

const captionWidth = 24

// caption has one width for all probes, or the bar would jump.
func caption(probe string) string {
	return text.Pad(text.Measure().Truncate(text.Printable(probe), captionWidth, "…"), captionWidth)
}

// Waiting takes the bar over when all else is done: until then, what is asked is the better news.
func (b *bar) Waiting(left, whole time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if whole <= 0 || b.bar == nil || !b.bar.IsFinished() && b.done < b.bar.GetMax() {
		return
	}
	seconds := func(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }
	if b.wait == nil {
		b.clear()
		b.wait = b.start(seconds(whole), text.Pad("waiting", 24))
	}
	const room = 24
	b.wait.Describe(text.Pad("expiry in "+left.Round(time.Second).String(), room))
	_ = b.wait.Set(seconds(whole) - seconds(left))
}

func (b *bar) Held(wait time.Duration, why string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.clear()
	writeHeld(b.w, wait, why)
}

func (b *bar) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.clear()
}

func (b *bar) clear() {
	if b.bar != nil && !b.bar.IsFinished() {
		_ = b.bar.Clear()
	}
}

func (b *bar) start(total int, probe string) *progressbar.ProgressBar {
	const besides = captionWidth + len(" 100% || (999/999)") + 2
	return progressbar.NewOptions(total,
		progressbar.OptionSetWriter(b.w),
		progressbar.OptionSetWidth(max(8, b.width-besides)),
		progressbar.OptionSetDescription(caption(probe)),
		progressbar.OptionSetElapsedTime(false),
		progressbar.OptionSetPredictTime(false),
		progressbar.OptionShowCount(),
		progressbar.OptionThrottle(50*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)
}

// writeStep leaves an error alone: progress is a courtesy, and what it tells is in the report too.
func writeStep(w io.Writer, s evidence.Step) {
	sign, words := outline.StepText(s)
	_, _ = fmt.Fprintf(w, "%s %s%s\n", sign, text.Pad(text.Printable(s.Name), outline.StepWidth), words)
}

func writeHeld(w io.Writer, wait time.Duration, why string) {
	rest := "nothing more is asked"
	if wait > 0 {
		rest = "waiting " + wait.Round(time.Second).String()
	}
	_, _ = fmt.Fprintf(w, "%s: %s\n", text.Printable(why), rest)
}
