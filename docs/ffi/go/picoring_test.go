// SPDX-License-Identifier: MIT OR Apache-2.0

package picoring

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func is(t *testing.T, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
}

func equal[T any](t *testing.T, got, want T) {
	t.Helper()
	if any(got) != any(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
}

var techniques = []Technique{Auto, Emulated}

func TestRingKeepsTheOrderOverManyLapsAndIsFullAtCapacity(t *testing.T) {
	for _, technique := range techniques {
		r := must(NewRing[int32](5, &Options{Exact: true, Technique: technique}))
		equal(t, r.Capacity(), 5)
		for lap := int32(0); lap < 5000; lap++ {
			for i := int32(0); i < 5; i++ {
				equal(t, r.Push(lap*5+i), nil)
			}
			equal(t, r.Push(0), error(EAGAIN))
			for i := int32(0); i < 5; i++ {
				equal(t, must(r.Pop()), lap*5+i)
			}
		}
		_, err := r.Pop()
		is(t, err, EAGAIN)
	}
}

type sample struct {
	id    int32
	value float64
	tail  [5]byte
}

func TestRingHoldsStructsThatLieAcrossTheSeam(t *testing.T) {
	for _, technique := range techniques {
		r := must(NewRing[sample](100, &Options{Technique: technique}))
		for i := 0; i < 7*r.Capacity(); i++ {
			want := sample{int32(i), float64(i) / 2, [5]byte{1, 2, 3, 4, byte(i)}}
			equal(t, r.Push(want), nil)
			equal(t, must(r.Peek())[0], want)
			equal(t, must(r.Pop()), want)
		}
	}
}

func TestRingIsWrittenAndReadInPlaceAcrossTheSeam(t *testing.T) {
	for _, technique := range techniques {
		r := must(NewRing[uint16](2048, &Options{Technique: technique}))
		n := r.Capacity() - 10
		equal(t, r.PushN(make([]uint16, n)), nil)
		equal(t, r.Release(n), nil)
		for i, place := 0, must(r.Claim(20)); i < 20; i++ {
			place[i] = uint16(100 + i)
		}
		equal(t, r.Commit(20), nil)
		view := must(r.Peek())
		equal(t, len(view), 20)
		for i := range view {
			equal(t, view[i], uint16(100+i))
		}
		equal(t, must(r.View(5, 3))[0], 105)
		equal(t, must(r.At(19)), 119)
		equal(t, r.Set(19, 7), nil)
		equal(t, must(r.At(19)), 7)
		_, err := r.View(18, 3)
		is(t, err, ERANGE)
		is(t, r.Release(21), ERANGE)
		is(t, r.Release(-1), ERANGE)
		is(t, r.Commit(r.Free()+1), ERANGE)
		_, err = r.Claim(r.Capacity() + 1)
		is(t, err, ERANGE)
		_, err = r.Claim(0)
		is(t, err, EINVAL)
		equal(t, r.Clear(), nil)
		_, err = r.Peek()
		is(t, err, EAGAIN)
	}
}

func TestRingCopiesManyAllOrNoneOrWhatFits(t *testing.T) {
	r := must(NewRing[int](8, &Options{Exact: true}))
	from, out := []int{1, 2, 3, 4, 5, 6, 7, 8}, make([]int, 8)
	equal(t, r.PushN(from[:6]), nil)
	is(t, r.PushN(from[:3]), EAGAIN)
	is(t, r.PushN(make([]int, 9)), ERANGE)
	equal(t, must(r.PushSome(from)), 2)
	_, err := r.PushSome(from)
	is(t, err, EAGAIN)
	equal(t, r.PopN(out[:7]), nil)
	is(t, r.PopN(out[:2]), EAGAIN)
	equal(t, must(r.PopSome(out)), 1)
	equal(t, out[0], 2)
	for i := 1; i <= 20; i++ {
		equal(t, r.PushOverwrite(i), nil)
	}
	equal(t, must(r.Pop()), 13)
	equal(t, r.PushN(nil), nil)
	equal(t, must(r.PopSome(nil)), 0)
}

func TestElementsWithGoPointersAreRefused(t *testing.T) {
	type nested struct{ inner [2]struct{ text string } }
	_, err := NewRing[nested](1, nil)
	is(t, err, EINVAL)
	if !strings.Contains(err.Error(), "picoring.nested holds Go pointers") {
		t.Fatal(err)
	}
	_, err = NewList[*int](nil)
	is(t, err, EINVAL)
	_, err = NewSpsc[[]byte](1, nil)
	is(t, err, EINVAL)
	_, err = NewMpsc[any](1, nil)
	is(t, err, EINVAL)
	_, err = NewRing[uintptr](1, nil)
	equal(t, err, nil)
}

func TestErrorsHaveTheLibrarysSentenceAndTheirStandardMeaning(t *testing.T) {
	_, err := NewRing[int](0, nil)
	is(t, err, EINVAL)
	var e *Error
	equal(t, errors.As(err, &e), true)
	equal(t, e.Sentence, "picoring_ring_create: a capacity of 0")
	equal(t, e.Code.Name(), "PICORING_EINVAL")
	is(t, EEND, io.EOF)
	is(t, &Error{Code: EPIPE}, io.ErrClosedPipe)
	is(t, ETIMEDOUT, os.ErrDeadlineExceeded)
	equal(t, errors.Is(EAGAIN, io.EOF), false)
	_, err = NewRing[int](1<<62, nil)
	is(t, err, EOVERFLOW)
	_, err = NewRing[int](1, &Options{Technique: 77})
	is(t, err, EINVAL)
}

func TestNegativeSizesAreRefusedAsWhatTheyAre(t *testing.T) {
	_, ring := NewRing[int](-1, nil)
	_, spsc := NewSpsc[int](-1, nil)
	_, mpsc := NewMpsc[int](-1, nil)
	_, stream := NewStream(-1, nil)
	_, records := NewRecords(-1, false, nil)
	_, mirror := NewMirror(-1, nil)
	_, list := NewList[int](&ListOptions{Reserve: -1})
	for _, err := range []error{ring, spsc, mpsc, stream, records, mirror, list} {
		is(t, err, EINVAL)
		equal(t, err.Error(), "picoring: a size of -1")
	}
}

func TestClosedObjectsAnswerErrClosedAndCloseAgain(t *testing.T) {
	r := must(NewRing[int](4, nil))
	s := must(NewStream(4, nil))
	l := must(NewList[int](nil))
	c := must(NewSpsc[int](4, nil))
	m := must(NewMpsc[int](4, nil))
	rec := must(NewRecords(64, false, nil))
	w, rd, p := must(c.Writer()), must(c.Reader()), must(m.Producer())
	rp, rr := must(rec.Producer()), must(rec.Reader())
	mirror := must(NewMirror(1, nil))
	for _, object := range []io.Closer{r, s, l, c, m, rec, w, rd, p, rp, rr, mirror} {
		for i := 0; i < 2; i++ {
			equal(t, object.Close(), nil)
		}
	}
	ctx := context.Background()
	_, e1 := r.Pop()
	_, e2 := s.Read(make([]byte, 1))
	_, e3 := l.At(0)
	_, e4 := c.Writer()
	_, e5 := m.Producer()
	_, e6 := rd.Pop()
	_, e7 := p.Claim(1)
	_, e8 := rr.Read()
	_, e9 := w.Claim(1)
	_, e10 := r.View(0, 1)
	_, e11 := s.Find([]byte("x"), 0)
	_, e12 := rd.PopSome(make([]int, 1))
	_, e13 := s.Fill(strings.NewReader("x"))
	for i, err := range []error{e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11, e12, e13, r.Push(1),
		l.Push(1), w.Push(1), p.Push(1), rp.Push(nil), s.CloseWrite(), w.Wait(ctx, 1), rd.Wait(ctx, 1),
		p.Wait(ctx, 1), w.Commit(1), rd.Release(1), l.Truncate(0), mirror.Sync(0, 1), rd.CloseRead()} {
		if !errors.Is(err, os.ErrClosed) {
			t.Fatalf("%d: %v", i, err)
		}
	}
	equal(t, r.Len()+r.Capacity()+s.Free()+l.Len()+rd.Len()+w.Free()+mirror.Size(), 0)
	equal(t, r.Commit(0), nil)
	equal(t, r.Release(0), nil)
}

func TestStreamTellsShortEmptyAndEnded(t *testing.T) {
	for _, technique := range techniques {
		s := must(NewStream(10, &Options{Exact: true, Technique: technique}))
		n, err := s.Write([]byte("0123456789abc"))
		equal(t, n, 10)
		equal(t, err, io.ErrShortWrite)
		_, err = s.Write([]byte("x"))
		is(t, err, EAGAIN)
		equal(t, must(s.Find([]byte("345"), 0)), 3)
		_, err = s.Find([]byte("345"), 4)
		is(t, err, EAGAIN)
		_, err = s.Find(nil, 0)
		is(t, err, EINVAL)
		equal(t, string(must(s.Peek())), "0123456789")
		equal(t, must(s.ReadByte()), '0')
		is(t, s.Truncate(10), ERANGE)
		equal(t, s.WriteByte('?'), nil)
		equal(t, s.Truncate(9), nil)
		equal(t, s.WriteByte('!'), nil)
		equal(t, s.CloseWrite(), nil)
		is(t, s.WriteByte('!'), io.ErrClosedPipe)
		equal(t, string(must(io.ReadAll(s))), "123456789!")
		equal(t, s.Ended(), true)
		_, err = s.ReadByte()
		equal(t, err, io.EOF)
		_, err = s.Fill(strings.NewReader("x"))
		is(t, err, EPIPE)
	}
}

func TestStreamIsWhatReadersAndWritersOfGoExpect(t *testing.T) {
	s := must(NewStream(1<<16, nil))
	equal(t, must(s.ReadFrom(strings.NewReader("one\ntwo\nthree"))), 13)
	equal(t, s.CloseWrite(), nil)
	lines := bufio.NewScanner(s)
	for _, want := range []string{"one", "two", "three"} {
		equal(t, lines.Scan(), true)
		equal(t, lines.Text(), want)
	}
	equal(t, lines.Scan(), false)
	equal(t, lines.Err(), nil)

	full := must(NewStream(4, &Options{Exact: true}))
	n, err := full.ReadFrom(strings.NewReader("12345"))
	equal(t, n, 4)
	is(t, err, io.ErrShortBuffer)
	var out bytes.Buffer
	equal(t, must(io.Copy(&out, full)), 4)
	equal(t, out.String(), "1234")
}

func TestStreamFillsFromDescriptorsAndEmptiesIntoThem(t *testing.T) {
	r, w, _ := os.Pipe()
	s := must(NewStream(4096, nil))
	must(s.Write([]byte("over a pipe")))
	equal(t, must(s.WriteFD(int(w.Fd()))), 11)
	_, err := s.WriteFD(int(w.Fd()))
	is(t, err, ENODATA)
	equal(t, must(s.ReadFD(int(r.Fd()))), 11)
	w.Close()
	_, err = s.ReadFD(int(r.Fd()))
	equal(t, err, io.EOF)
	equal(t, string(must(s.Peek())), "over a pipe")
	_, err = s.ReadFD(-1)
	is(t, err, EIO)
}

// A server sends numbered lines over TCP; the stream is much smaller than what it
// sends. Each line comes out whole, in place, and goes back in capitals.
func TestStreamCarriesATCPConversation(t *testing.T) {
	const lines = 20000
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	defer listener.Close()
	echoed := make(chan error, 1)
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			echoed <- err
			return
		}
		defer conn.Close()
		go func() {
			w := bufio.NewWriter(conn)
			for i := 0; i < lines; i++ {
				fmt.Fprintf(w, "line %d of the server\n", i)
			}
			w.Flush()
			conn.(*net.TCPConn).CloseWrite()
		}()
		back := bufio.NewScanner(conn)
		n := 0
		for ; back.Scan(); n++ {
			if want := fmt.Sprintf("LINE %d OF THE SERVER", n); back.Text() != want {
				echoed <- fmt.Errorf("%q, not %q", back.Text(), want)
				return
			}
		}
		if n != lines {
			echoed <- fmt.Errorf("%d lines", n)
			return
		}
		echoed <- back.Err()
	}()

	conn := must(net.Dial("tcp", listener.Addr().String()))
	in, out := must(NewStream(4096, nil)), must(NewStream(4096, nil))
	for done := false; !done; {
		if _, err := in.Fill(conn); err == io.EOF {
			done = true
		} else if err != nil {
			t.Fatal(err)
		}
		for {
			n, err := in.Find([]byte("\n"), 0)
			if err != nil {
				break
			}
			for out.Free() < n+1 {
				must(out.WriteTo(conn))
			}
			line := must(in.Peek())[:n+1]
			must(out.Write(bytes.ToUpper(line)))
			equal(t, in.Release(n+1), nil)
		}
	}
	for out.Len() > 0 {
		must(out.WriteTo(conn))
	}
	conn.(*net.TCPConn).CloseWrite()
	equal(t, <-echoed, nil)
	conn.Close()
	equal(t, in.Len(), 0)
}

func TestListGrowsWhileOthersReadIt(t *testing.T) {
	const n = 300000
	l := must(NewList[int](nil))
	done := make(chan int)
	go func() {
		seen := 0
		for seen < n {
			view := l.View()
			for ; seen < len(view); seen++ {
				if view[seen] != seen {
					done <- -seen
					return
				}
			}
			runtime.Gosched()
		}
		done <- seen
	}()
	for i := 0; i < n; i += 3 {
		equal(t, l.Push(i), nil)
		equal(t, l.Append(i+1, i+2), nil)
	}
	equal(t, <-done, n)
}

func TestListIsReadByIndexAndEndsWithItsReservation(t *testing.T) {
	l := must(NewList[int32](&ListOptions{Chunk: 4}))
	equal(t, l.Append(0, 1, 2, 3, 4, 5), nil)
	copy(must(l.Claim(2)), []int32{6, 7})
	equal(t, l.Commit(2), nil)
	equal(t, must(l.At(7)), 7)
	_, err := l.At(8)
	is(t, err, ERANGE)
	_, err = l.At(-1)
	is(t, err, ERANGE)
	is(t, l.Set(8, 0), ERANGE)
	equal(t, l.Set(0, 100), nil)
	equal(t, l.View()[0], 100)
	equal(t, l.ChunkCount(), 2)
	equal(t, l.Chunk(1)[3], 7)
	equal(t, len(l.Chunk(2)), 0)
	equal(t, must(l.Pop()), 7)
	is(t, l.Truncate(8), ERANGE)
	equal(t, l.Reserve(1000), nil)
	equal(t, l.Shrink(), nil)
	equal(t, l.Clear(), nil)
	_, err = l.Pop()
	is(t, err, EAGAIN)

	small := must(NewList[byte](&ListOptions{Reserve: 1}))
	equal(t, small.Append(make([]byte, small.Capacity())...), nil)
	is(t, small.Push(1), ENOBUFS)
	equal(t, small.Len(), small.Capacity())
}

func TestMirrorShowsEachByteTwice(t *testing.T) {
	for _, technique := range techniques {
		m := must(NewMirror(Granularity(), &Options{Technique: technique}))
		data := m.Data()
		data[3] = 42
		equal(t, m.Sync(3, 1), nil)
		equal(t, data[m.Size()+3], 42)
		is(t, m.Sync(2*m.Size(), 1), ERANGE)
		equal(t, must(m.Describe()).Size, m.Size())
		runtime.KeepAlive(m)
	}
}

func TestSpscCarriesAMillionBetweenGoroutines(t *testing.T) {
	const n = 1000000
	ctx := context.Background()
	for _, technique := range techniques {
		c := must(NewSpsc[int](500, &Options{Technique: technique}))
		w, r := must(c.Writer()), must(c.Reader())
		failed := make(chan error, 1)
		go func() {
			defer w.Close()
			for i := 0; i < n; {
				err := w.Push(i)
				if err == nil {
					i++
				} else if err == EAGAIN {
					err = w.Wait(ctx, 1)
				}
				if err != nil {
					failed <- err
					return
				}
			}
			failed <- nil
		}()
		expected := 0
		for {
			value, err := r.Pop()
			if err == nil {
				equal(t, value, expected)
				expected++
			} else if err = r.Wait(ctx, 1); errors.Is(err, io.EOF) {
				break
			} else {
				equal(t, err, nil)
			}
		}
		equal(t, <-failed, nil)
		equal(t, expected, n)
	}
}

func TestSpscIsUsedInPlaceAndInBatchesAndEnds(t *testing.T) {
	c := must(NewSpsc[float64](4, &Options{Exact: true}))
	w, r := must(c.Writer()), must(c.Reader())
	_, err := c.Writer()
	is(t, err, EBUSY)
	equal(t, c.Capacity(), 4)
	equal(t, w.PushN([]float64{1, 2}), nil)
	is(t, w.PushN(make([]float64, 5)), ERANGE)
	equal(t, must(w.PushSome(make([]float64, 9))), 2)
	is(t, w.Push(0), EAGAIN)
	is(t, w.Commit(1), ERANGE)
	view := must(r.Peek())
	equal(t, len(view), 4)
	equal(t, view[1], 2)
	is(t, r.Release(5), ERANGE)
	equal(t, r.Release(1), nil)
	must(w.Claim(1))[0] = 9
	equal(t, w.Commit(1), nil)
	out := make([]float64, 9)
	equal(t, r.PopN(out[:2]), nil)
	equal(t, out[0], 2)
	equal(t, w.Close(), nil)
	equal(t, must(r.PopSome(out)), 2)
	equal(t, out[1], 9)
	_, err = r.Pop()
	is(t, err, io.EOF)

	c = must(NewSpsc[float64](4, nil))
	w = must(c.Writer())
	must(c.Reader()).Close()
	for err = nil; err == nil; {
		err = w.Push(1) // until it looks at the reader's side
	}
	is(t, err, io.ErrClosedPipe)
}

func TestWaitsEndWithTheirContext(t *testing.T) {
	r := must(must(NewSpsc[int](4, nil)).Reader())
	ctx, cancel := context.WithCancel(context.Background())
	waits := make(chan error)
	go func() { waits <- r.Wait(ctx, 1) }()
	cancel()
	equal(t, <-waits, context.Canceled)
	ctx, cancel = context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	equal(t, r.Wait(ctx, 1), context.DeadlineExceeded)

	// An interrupt that came too late does not end the next wait.
	c := must(NewSpsc[int](4, nil))
	w, r := must(c.Writer()), must(c.Reader())
	r.calls.interrupt()
	go func() { waits <- r.Wait(context.Background(), 1) }()
	equal(t, w.Push(1), nil)
	equal(t, <-waits, nil)
}

func TestRingBecomesAChannelAndComesBack(t *testing.T) {
	ring := must(NewRing[int](4, nil))
	ring.Push(1)
	c := must(ring.Spsc())
	is(t, ring.Push(2), os.ErrClosed)
	w, r := must(c.Writer()), must(c.Reader())
	w.Push(2)
	_, err := r.IntoRing()
	is(t, err, EBUSY)
	w.Close()
	c.Close()
	back := must(r.IntoRing())
	_, err = r.Pop()
	is(t, err, os.ErrClosed)
	equal(t, must(back.Pop())*10+must(back.Pop()), 12)
	m := must(back.Mpsc())
	equal(t, must(m.Producer()).Push(3), nil)
	equal(t, must(must(m.Reader()).Pop()), 3)
}

func TestMpscCarriesWhatManyPushEachInItsOrder(t *testing.T) {
	const producers, each = 3, 100000
	ctx := context.Background()
	m := must(NewMpsc[[2]int32](300, nil))
	r := must(m.Reader())
	for id := int32(0); id < producers; id++ {
		go func(id int32, p *Producer[[2]int32]) {
			defer p.Close()
			for i := int32(0); i < each; {
				if p.Push([2]int32{id, i}) == nil {
					i++
				} else if p.Wait(ctx, 1) != nil {
					return
				}
			}
		}(id, must(m.Producer()))
	}
	m.Close()
	var next [producers]int32
	for {
		view, err := r.Peek()
		if err != nil {
			if err = r.Wait(ctx, 1); errors.Is(err, io.EOF) {
				break
			}
			equal(t, err, nil)
			continue
		}
		for _, element := range view {
			equal(t, element[1], next[element[0]])
			next[element[0]]++
		}
		equal(t, r.Release(len(view)), nil)
	}
	equal(t, next, [producers]int32{each, each, each})
}

func TestMpscClaimsAreSettledInOrder(t *testing.T) {
	m := must(NewMpsc[int](16, nil))
	one, two, r := must(m.Producer()), must(m.Producer()), must(m.Reader())
	place := must(one.Claim(3))
	equal(t, two.Push(3), nil)
	_, err := r.Pop()
	is(t, err, EAGAIN)
	place[0], place[1] = 1, 2
	_, err = one.Claim(1)
	is(t, err, ESTATE)
	equal(t, one.Commit(2), nil)
	is(t, one.Commit(1), ESTATE)
	out := make([]int, 4)
	equal(t, must(r.PopSome(out)), 2)
	equal(t, must(r.Pop()), 3)
	must(one.Claim(1))
	equal(t, one.Abort(), nil)
	equal(t, two.PushN([]int{4, 5}), nil)
	equal(t, must(r.Pop()), 4)
	equal(t, one.CloseWrite(), nil)
	is(t, two.Push(0), io.ErrClosedPipe)
	equal(t, must(r.Pop()), 5)
	_, err = r.Pop()
	is(t, err, io.EOF)
}

func TestRecordsCarryMessagesOfAnyLength(t *testing.T) {
	for _, one := range []bool{false, true} {
		rec := must(NewRecords(4096, one, nil))
		p, r := must(rec.Producer()), must(rec.Reader())
		for i := 0; i < 1000; i++ {
			message := bytes.Repeat([]byte{byte(i)}, i%97)
			equal(t, p.Push(message), nil)
			equal(t, bytes.Equal(must(r.Read()), message), true)
			equal(t, r.Release(), nil)
		}
		copy(must(p.Claim(10)), "hi")
		equal(t, p.Commit(2), nil)
		must(p.Claim(5))
		equal(t, p.Abort(), nil)
		equal(t, r.Wait(context.Background()), nil)
		equal(t, string(must(r.Read())), "hi")
		equal(t, r.Release(), nil)
		is(t, p.Push(make([]byte, rec.Longest()+1)), ERANGE)
		equal(t, p.CloseWrite(), nil)
		_, err := r.Read()
		is(t, err, io.EOF)
	}
}

func mappings() int {
	return strings.Count(string(must(os.ReadFile("/proc/self/maps"))), "picoring")
}

func TestForgottenObjectsAreGivenBack(t *testing.T) {
	runtime.GC()
	before := mappings()
	for i := 0; i < 50; i++ {
		must(NewRing[int](512, &Options{Technique: Memfd})).Push(1)
	}
	if mappings() == before {
		t.Fatal("the rings cannot be counted")
	}
	for mappings() > before { // finalizers run some time after
		runtime.GC()
		runtime.Gosched()
	}
}

func TestVersionIsTheLibrarys(t *testing.T) {
	told := must(exec.Command("pkg-config", "--modversion", "picoring").Output())
	equal(t, Version(), strings.TrimSpace(string(told)))
}
