// SPDX-License-Identifier: MIT OR Apache-2.0

package picoring

import (
	"context"
	"testing"
)

// Nanoseconds an element, or a batch of 64, beside Go's own channel and slice.
//   go test -run none -bench . -count 9

const batch = 64

func BenchmarkElementChannelOneGoroutine(b *testing.B) {
	c, sum := make(chan int, 1024), 0
	for i := 0; i < b.N; i++ {
		c <- i
		sum += <-c
	}
	sink = sum
}

var sink int

func BenchmarkElementRing(b *testing.B) {
	r, sum := must(NewRing[int](1024, nil)), 0
	for i := 0; i < b.N; i++ {
		r.Push(i)
		value, _ := r.Pop()
		sum += value
	}
	sink = sum
}

func BenchmarkBatchChannelOneGoroutine(b *testing.B) {
	c, sum := make(chan int, 1024), 0
	for i := 0; i < b.N; i++ {
		for j := 0; j < batch; j++ {
			c <- j
		}
		for j := 0; j < batch; j++ {
			sum += <-c
		}
	}
	sink = sum
}

func BenchmarkBatchRingInPlace(b *testing.B) {
	r, sum := must(NewRing[int](1024, nil)), 0
	for i := 0; i < b.N; i++ {
		place, _ := r.Claim(batch)
		for j := range place {
			place[j] = j
		}
		r.Commit(batch)
		view, _ := r.Peek()
		for _, value := range view {
			sum += value
		}
		r.Release(len(view))
	}
	sink = sum
}

func BenchmarkElementAppendSlice(b *testing.B) {
	var s []int
	for i := 0; i < b.N; i++ {
		s = append(s, i)
	}
	sink = len(s)
}

func BenchmarkElementAppendList(b *testing.B) {
	l := must(NewList[int](nil))
	for i := 0; i < b.N; i++ {
		l.Push(i)
	}
	sink = l.Len()
	l.Close()
}

func BenchmarkElementChannelTwoGoroutines(b *testing.B) {
	c := make(chan int, 4096)
	go func() {
		for i := 0; i < b.N; i++ {
			c <- i
		}
		close(c)
	}()
	for value := range c {
		sink += value
	}
}

func BenchmarkElementSpscTwoGoroutines(b *testing.B) {
	ctx := context.Background()
	c := must(NewSpsc[int](4096, nil))
	w, r := must(c.Writer()), must(c.Reader())
	go func() {
		defer w.Close()
		for i := 0; i < b.N; {
			if w.Push(i) == nil {
				i++
			} else {
				w.Wait(ctx, batch)
			}
		}
	}()
	for {
		value, err := r.Pop()
		if err == nil {
			sink += value
		} else if r.Wait(ctx, 1) != nil {
			return
		}
	}
}

func BenchmarkBatchChannelTwoGoroutines(b *testing.B) {
	c := make(chan [batch]int, 4096/batch) // 64 elements in one message
	go func() {
		for i := 0; i < b.N; i++ {
			var message [batch]int
			for j := range message {
				message[j] = j
			}
			c <- message
		}
		close(c)
	}()
	for message := range c {
		for _, value := range message {
			sink += value
		}
	}
}

func BenchmarkBatchSpscInPlaceTwoGoroutines(b *testing.B) {
	ctx := context.Background()
	c := must(NewSpsc[int](4096, nil))
	w, r := must(c.Writer()), must(c.Reader())
	go func() {
		defer w.Close()
		for i := 0; i < b.N; {
			place, err := w.Claim(batch)
			if err != nil {
				w.Wait(ctx, batch)
				continue
			}
			for j := range place {
				place[j] = j
			}
			w.Commit(batch)
			i++
		}
	}()
	for {
		view, err := r.Peek()
		for _, value := range view {
			sink += value
		}
		r.Release(len(view))
		if err != nil && r.Wait(ctx, 1) != nil {
			return
		}
	}
}

func benchmarkProducer(b *testing.B, push func(p *Producer[int], elements []int) error, n int) {
	ctx, elements := context.Background(), make([]int, n)
	m := must(NewMpsc[int](4096, nil))
	p, r := must(m.Producer()), must(m.Reader())
	m.Close()
	go func() {
		defer p.Close()
		for i := 0; i < b.N; {
			if push(p, elements) == nil {
				i++
			} else {
				p.Wait(ctx, batch)
			}
		}
	}()
	for {
		view, err := r.Peek()
		r.Release(len(view))
		if err != nil && r.Wait(ctx, 1) != nil {
			return
		}
	}
}

// A push of an Mpsc is a call by cgo; one for 64 elements spreads its cost.
func BenchmarkElementMpscByCgo(b *testing.B) {
	benchmarkProducer(b, func(p *Producer[int], e []int) error { return p.Push(e[0]) }, 1)
}

func BenchmarkBatchMpscByCgo(b *testing.B) { benchmarkProducer(b, (*Producer[int]).PushN, batch) }
