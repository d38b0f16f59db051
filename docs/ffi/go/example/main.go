// SPDX-License-Identifier: MIT OR Apache-2.0

// Follows a log, a file or standard input: what a read gives goes into a stream, whole
// lines come out in place, and the last 100 numbers lie in a ring as one slice.
//
//	go run ./example [FILE]
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"strconv"

	"picoring"
)

func main() {
	window, err := picoring.NewRing[float64](100, &picoring.Options{Exact: true})
	if err != nil {
		log.Fatal(err)
	}
	defer window.Close()
	stream, err := picoring.NewStream(65536, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer stream.Close()

	input := os.Stdin
	if len(os.Args) > 1 {
		if input, err = os.Open(os.Args[1]); err != nil {
			log.Fatal(err)
		}
	}

	lines := 0
	for err == nil {
		_, err = stream.Fill(input)
		lines += take(stream, window)
	}
	if !errors.Is(err, io.EOF) {
		log.Fatal(err)
	}
	last, err := window.Peek()
	if err == picoring.EAGAIN {
		fmt.Println("0 lines")
		return
	}
	if err != nil {
		log.Fatal(err)
	}
	sum := 0.0
	for _, value := range last { // one slice, wherever the ring wraps
		sum += value
	}
	fmt.Printf("%d lines; the last %d took %.1f on average\n", lines, len(last), sum/float64(len(last)))
}

// The number at the end of each whole line goes into the window.
func take(stream *picoring.Stream, window *picoring.Ring[float64]) (lines int) {
	for {
		n, err := stream.Find([]byte("\n"), 0)
		if err != nil {
			return lines
		}
		text, _ := stream.Peek()
		line := text[:n]
		value, _ := strconv.ParseFloat(string(line[bytes.LastIndexByte(line, ' ')+1:]), 64)
		window.PushOverwrite(value)
		stream.Release(n + 1)
		lines++
	}
}
