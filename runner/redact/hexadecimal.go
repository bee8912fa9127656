package redact

import "bytes"

// hex finds secrets in hexadecimal digits, with or without one character between each pair.
func (s *search) hex(v *unescaped) {
	for at := 0; at+2*wholeWord <= len(v.text); {
		step := 2
		if at+step < len(v.text) && bytes.IndexByte([]byte(": -,"), v.text[at+step]) >= 0 {
			step++
		}
		count, end := v.pairsFrom(at, step)
		if count >= wholeWord {
			run := v.pairs(at, step, count, end)
			s.longEncodings(run)
			if spread := run.closed(); spread != nil {
				s.longPatterns(spread)
			}
			if odd, end := v.pairsFrom(at+1, step); step == 2 && odd >= wholeWord { // what stands before it may be a digit, too
				s.longEncodings(v.pairs(at+1, step, odd, end))
			}
		}
		// The last pair may be the first of another run, written with or without something between its pairs.
		at += max(step*(count-1), 1)
	}
}

// pairsFrom says how many pairs of hexadecimal digits follow each other from a place on, and where they end.
func (v *unescaped) pairsFrom(start, step int) (count, end int) {
	end = start
	for end+1 < len(v.text) && hexDigit(v.text[end]) >= 0 && hexDigit(v.text[end+1]) >= 0 {
		count++
		if step == 3 && (end+2 >= len(v.text) || v.text[end+2] != v.text[start+2]) {
			return count, end + 2
		}
		end += step
	}
	return count, end
}

// pairs reads them.
func (v *unescaped) pairs(start, step, count, end int) *unescaped {
	child := &unescaped{text: make([]byte, count), from: make([]int32, count+1), parent: v, kinds: hexPairs}
	for i := range count {
		at := start + i*step
		child.text[i] = byte(hexDigit(v.text[at])<<4 | hexDigit(v.text[at+1]))
		child.from[i] = int32(at)
	}
	child.from[count] = int32(end)
	return child
}

// hex reads so many hexadecimal digits as a number.
func hex(b []byte, start, digits int) (rune, bool) {
	if len(b) < start+digits {
		return 0, false
	}
	var n rune
	for _, c := range b[start : start+digits] {
		digit := hexDigit(c)
		if digit < 0 {
			return 0, false
		}
		n = n<<4 | digit
	}
	return n, true
}

// hexDigit gives what a digit counts, -1 for what is none.
func hexDigit(c byte) rune {
	if digit := c - '0'; digit <= 9 {
		return rune(digit)
	}
	if letter := c | 0x20 - 'a'; letter < 6 {
		return rune(letter) + 10
	}
	return -1
}
