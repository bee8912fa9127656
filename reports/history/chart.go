package history

import (
	"math"
	"strconv"
)

// chart is a line chart, as SVG takes it: places are in percent of its width and height, so that text and lines keep
// their size at any width.
type chart struct {
	ID, Title, Desc string
	Ticks           []chartTick
	Lines           []chartLine
	Times           []chartTime
	Days            []string // where another day begins, if a day has several runs
}

type chartTick struct {
	Y    string
	Text string
}

// chartTime is when a run began, below its place; Date is "" where it is the one before.
type chartTime struct{ X, Anchor, Time, Date string }

type chartLine struct {
	Class    string
	Name     string
	Segments []chartSegment
	Points   []chartPoint
}

type chartSegment struct{ X1, Y1, X2, Y2 string }

// chartPoint is one value; Sign stands in the place of a dot where it says more.
type chartPoint struct{ X, Y, Sign, Class, Text string }

// curve is what a line is drawn of: a value per run, NaN for none.
type curve struct {
	class, name string
	values      []float64
	point       func(run int) chartPoint // what a point shows beside its place
}

// The plot's place within the chart, in percent.
const (
	plotLeft, plotRight = 10.0, 98.0
	plotTop, plotBottom = 9.0, 82.0
)

// maxTimes is how many times have room below a chart on a telephone.
const maxTimes = 4

// scale is what the axis of values shows at least, so that what hardly changes is a line within it and not its edge.
type scale struct {
	fromZero bool
	span     float64 // from the lowest to the highest tick, at least
	step     float64 // from tick to tick, at least
}

// The scales of what is drawn.
var (
	countScale = scale{span: 4, step: 1}
	timeScale  = scale{fromZero: true, span: .4, step: .1}
)

// draw draws curves over one scale.
func draw(id, title, desc string, on scale, curves []curve) chart {
	lowest, highest := math.Inf(1), math.Inf(-1)
	for _, c := range curves {
		for _, v := range c.values {
			if !math.IsNaN(v) {
				lowest, highest = min(lowest, v), max(highest, v)
			}
		}
	}
	if math.IsInf(lowest, 1) {
		lowest, highest = 0, 1
	}
	low, high, step := on.around(lowest, highest)
	y := func(v float64) float64 { return plotBottom - (v-low)/(high-low)*(plotBottom-plotTop) }
	drawn := chart{ID: id, Title: title, Desc: desc}
	for i := range int(math.Round((high-low)/step)) + 1 {
		v := low + float64(i)*step
		drawn.Ticks = append(drawn.Ticks, chartTick{percent(y(v)), decimal(math.Round(v*1000) / 1000)})
	}
	for _, c := range curves {
		drawn.Lines = append(drawn.Lines, c.line(y))
	}
	return drawn
}

func (c curve) line(y func(float64) float64) chartLine {
	line := chartLine{Class: c.class, Name: c.name}
	x := func(i int) float64 { return across(float64(i), len(c.values)) }
	for i, v := range c.values {
		if math.IsNaN(v) {
			continue
		}
		if i > 0 && !math.IsNaN(c.values[i-1]) {
			line.Segments = append(line.Segments, chartSegment{percent(x(i - 1)), percent(y(c.values[i-1])), percent(x(i)), percent(y(v))})
		}
		point := c.point(i)
		point.X, point.Y = percent(x(i)), percent(y(v))
		line.Points = append(line.Points, point)
	}
	return line
}

// across gives the place of the i-th of n runs.
func across(i float64, n int) float64 {
	if n == 1 {
		return (plotLeft + plotRight) / 2
	}
	return plotLeft + i/float64(n-1)*(plotRight-plotLeft)
}

// around gives the ends of the axis and the distance between its ticks.
func (s scale) around(lowest, highest float64) (low, high, step float64) {
	if s.fromZero {
		lowest, highest = 0, max(highest, s.span)
	} else if highest-lowest < s.span {
		lowest = max(0, math.Floor((lowest+highest-s.span)/2))
		highest = lowest + s.span
	}
	step = tickStep(highest-lowest, s.step)
	return math.Floor(lowest/step) * step, math.Ceil(highest/step) * step, step
}

// tickStep gives a round distance between ticks, so that there are some four: 1, 2 or 5 times a power of ten, and never
// less than the least.
func tickStep(span, least float64) float64 {
	rough := max(span/4, least)
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	for _, factor := range []float64{1, 2, 5} {
		if rough <= factor*power {
			return factor * power
		}
	}
	return 10 * power
}

func percent(f float64) string { return strconv.FormatFloat(math.Round(f*100)/100, 'f', -1, 64) + "%" }
