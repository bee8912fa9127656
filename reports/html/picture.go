package html

import (
	"fmt"
	"strconv"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/outline"
	"github.com/authconform/authconform/reports/text"
)

// picture is a scenario's timeline as SVG takes it: places are in percent of its width and in pixels of its height, so that
// signs and letters keep their size at any width. A shape says how a request was answered, and the letter in it which token
// it showed or got: nothing is told by colour alone.
type picture struct {
	ID, Title, Desc string
	Height          int
	Lanes           []pictureLane
	Ticks           []pictureTick
}

type pictureLane struct {
	Name  string
	Y     int // of its name
	Line  int // of its line
	Bars  []pictureBar
	Marks []pictureMark
}

// pictureBar is a life of the client.
type pictureBar struct{ X, Width, Text string }

// pictureMark is an event.
type pictureMark struct {
	mark
	X, Letter, Text string
}

type pictureTick struct{ X, Anchor, Text string }

// mark is the shape that stands for how a request was answered.
type mark struct{ Shape, Word string }

// The marks.
func markOf(e reports.Event) mark {
	switch {
	case e.Status >= 200 && e.Status <= 299:
		return mark{"circle", "answered"}
	case e.Status >= 300 && e.Status <= 399:
		return mark{"diamond", "redirected"}
	case e.Status == 429 || e.Status >= 500:
		return mark{"triangle", "told to wait, or out of service"}
	case e.Status >= 400:
		return mark{"square", "refused"}
	}
	return mark{"ring", "without an answer"}
}

// The picture's measures: its plot in percent of the width, and the height of a lane in pixels.
const (
	plotLeft, plotRight = 4.0, 96.0
	laneHeight          = 50
	laneName, laneLine  = 14, 33
	axisHeight          = 22
)

func pictureOf(s reports.Scenario, id string) *picture {
	if len(s.Timeline) == 0 && len(s.Lives) == 0 {
		return nil
	}
	span := s.Seconds
	for _, e := range s.Timeline {
		span = max(span, e.At)
	}
	for _, l := range s.Lives {
		span = max(span, l.At+l.Seconds)
	}
	span = max(span, 0.001)
	x := func(at float64) string {
		return strconv.FormatFloat(plotLeft+min(max(at, 0)/span, 1)*(plotRight-plotLeft), 'f', 2, 64) + "%"
	}
	p := &picture{ID: id, Title: "Timeline of the scenario " + text.Printable(s.Name)}
	counted := map[reports.Lane]int{}
	if len(s.Lives) > 0 {
		lane := p.lane("lives")
		for _, l := range s.Lives {
			width := min(l.Seconds/span, 1) * (plotRight - plotLeft)
			lane.Bars = append(lane.Bars, pictureBar{x(l.At), strconv.FormatFloat(max(width, 0.3), 'f', 2, 64) + "%", fmt.Sprintf("life %d: %s", l.Number, l.Ends())})
		}
	}
	for _, row := range []struct {
		lane reports.Lane
		name string
	}{{reports.LaneToken, "requests for tokens"}, {reports.LaneResource, "calls of the resource"}, {reports.LaneOther, "anything else"}} {
		var marks []pictureMark
		for _, e := range s.Timeline {
			if e.Lane == row.lane {
				marks = append(marks, pictureMark{markOf(e), x(e.At), letterOf(e), text.Printable(fmt.Sprintf("%s: %s: %s", outline.Seconds(e.At), e.Did, e.Got))})
			}
		}
		if counted[row.lane] = len(marks); len(marks) > 0 || row.lane != reports.LaneOther {
			p.lane(row.name).Marks = marks
		}
	}
	p.Height = len(p.Lanes)*laneHeight + axisHeight
	p.Ticks = []pictureTick{{x(0), "start", "0 s"}, {x(span / 2), "middle", outline.Seconds(span / 2)}, {x(span), "end", outline.Seconds(span)}}
	p.Desc = fmt.Sprintf("%s, %s and %s in %s; the table below has each.", text.Plural(counted[reports.LaneToken], "request for a token", "requests for tokens"),
		text.Plural(counted[reports.LaneResource], "call of the resource", "calls of the resource"), text.Plural(counted[reports.LaneOther], "other event", "other events"), outline.Seconds(span))
	return p
}

// lane adds a lane below the others.
func (p *picture) lane(name string) *pictureLane {
	top := len(p.Lanes) * laneHeight
	p.Lanes = append(p.Lanes, pictureLane{Name: name, Y: top + laneName, Line: top + laneLine})
	return &p.Lanes[len(p.Lanes)-1]
}

// letterOf is the number of the access token that an event shows or is issued.
func letterOf(e reports.Event) string {
	switch {
	case e.Token > 0 && e.Token < 100:
		return strconv.Itoa(e.Token)
	case e.Token >= 100:
		return "+"
	case e.Lane == reports.LaneResource:
		return "–"
	}
	return ""
}
