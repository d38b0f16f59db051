// SPDX-License-Identifier: MIT OR Apache-2.0
//
// A byte stream whose contents and free space are always one Buffer each.

import { Duplex } from 'node:stream';
import { EAGAIN, EEND, ESTATE, INLINE_ABI, PicoringError, check, count, describe, failure, lib, made,
  memoryOptions, went } from './library.js';
import { Handle, Memory, OCTETS, View, octets } from './memory.js';

export class ByteStream extends Handle {
  #memory;
  #writing = { turn: 0 };
  #reading = { turn: 0 };
  #readers = []; // who waits for bytes or the end
  #writers = []; // who waits for room

  constructor(capacity, options) {
    const handle = made(lib.picoring_stream_open, INLINE_ABI, capacity, memoryOptions(options));
    super(handle, lib.picoring_stream_destroy);
    this.#memory = new Memory(this, lib.picoring_stream_mirror(handle));
  }

  #wrote() {
    this.#writing.turn++;
    for (const wake of this.#readers.splice(0)) wake();
  }

  #took() {
    this.#reading.turn++;
    for (const wake of this.#writers.splice(0)) wake();
  }

  /** As much of a string, Buffer or typed array as fits: how many bytes; 0 if the stream is full. */
  write(data) {
    const n = [0], bytes = octets(data);
    if (!went(lib.picoring_stream_write(this.handle, bytes, bytes.byteLength, n))) return 0;
    this.#wrote();
    return n[0];
  }

  /** At most n bytes, copied: empty if there are none now, null once the stream has ended. */
  read(n = Number.MAX_SAFE_INTEGER) {
    const data = Buffer.allocUnsafe(Math.min(count(n), this.length || 1));
    const got = [0];
    const code = lib.picoring_stream_read(this.handle, data, data.length, got);
    if (code === EEND) return null;
    if (!went(code)) return data.subarray(0, 0);
    this.#took();
    return data.subarray(0, got[0]);
  }

  /** The next n free bytes as a View; undefined if there are not so many now. */
  claim(n = this.free) {
    const place = lib.picoring_stream_claim(this.handle, n);
    if (place !== null) return this.#view(place, n, this.#writing);
    const code = lib.picoring_stream_claim_status(this.handle, n);
    if (code === EAGAIN) return undefined;
    throw failure(code);
  }

  commit(n) {
    check(lib.picoring_stream_commit(this.handle, n));
    this.#wrote();
  }

  cancel() {
    this.#writing.turn++;
    check(lib.picoring_stream_cancel(this.handle));
  }

  /** All that is readable as a View; undefined if that is nothing. */
  peek() {
    const n = [0];
    const place = lib.picoring_stream_peek(this.handle, n);
    return place === null ? undefined : this.#view(place, n[0], this.#reading);
  }

  release(n) {
    check(lib.picoring_stream_release(this.handle, n));
    this.#took();
  }

  /** Keeps the n oldest bytes: those behind them are as if they had never been written. */
  truncate(n) {
    check(lib.picoring_stream_truncate(this.handle, n));
    this.#writing.turn++;
    this.#took();
  }

  #view(place, n, side) {
    return new View(this.#memory.at(OCTETS, place, n), side);
  }

  /** Where a delimiter is, in bytes from the oldest; -1: not there (yet). */
  find(delimiter, from = 0) {
    const bytes = Buffer.from(delimiter);
    const offset = [0];
    const code = lib.picoring_stream_find(this.handle, from, bytes, bytes.length, offset);
    if (code === EAGAIN || code === EEND) return -1;
    check(code);
    return offset[0];
  }

  /** One read(2); 0: the descriptor has nothing now, null: the end of the file. */
  readFromFd(fd, n = 0xffff_ffff) {
    const got = [0];
    const code = lib.picoring_stream_read_from_fd(this.handle, fd, n, got);
    if (code === EEND) return null;
    if (!went(code)) return 0;
    this.#wrote();
    return got[0];
  }

  /** One write(2); 0: the descriptor takes nothing now, null: the stream has ended. */
  writeToFd(fd, n = 0xffff_ffff) {
    const put = [0];
    const code = lib.picoring_stream_write_to_fd(this.handle, fd, n, put);
    if (code === EEND) return null;
    if (!went(code)) return 0;
    this.#took();
    return put[0];
  }

  /** Nothing more will be written. */
  end() {
    check(lib.picoring_stream_close(this.handle));
    this.#wrote();
  }

  /** Ended, and all of it read. */
  get ended() {
    return lib.picoring_stream_ended(this.handle) !== 0;
  }

  get length() {
    return lib.picoring_stream_len(this.handle);
  }

  get free() {
    return lib.picoring_stream_free(this.handle);
  }

  get capacity() {
    return lib.picoring_stream_capacity(this.handle);
  }

  get mirror() {
    return describe(lib.picoring_stream_mirror(this.handle));
  }

  clear() {
    check(lib.picoring_stream_clear(this.handle));
    this.#took();
  }

  close() {
    super.close();
    this.#wrote();
    this.#took();
  }

  /** Until there is something to read, or the end. */
  async readable() {
    while (!this.closed && this.length === 0 && !this.ended)
      await new Promise((wake) => this.#readers.push(wake));
  }

  /** Until something fits. */
  async writable() {
    while (!this.closed && this.free === 0 && this.#open())
      await new Promise((wake) => this.#writers.push(wake));
  }

  #open() {
    if (lib.picoring_stream_claim_status(this.handle, 1) === EAGAIN) return true;
    throw new PicoringError(ESTATE, 'ByteStream: ended while somebody waited to write');
  }

  /** Chunks as they come, copied, until the end. */
  async *[Symbol.asyncIterator]() {
    for (;;) {
      await this.readable();
      const chunk = this.closed ? null : this.read();
      if (chunk === null) return;
      yield chunk;
    }
  }

  /** A stream.Duplex: what is written to it can be read from it, bounded by the capacity. */
  duplex(options) {
    const bytes = this;
    return new Duplex({
      ...options,
      async write(chunk, encoding, done) {
        try {
          for (let put = 0; put < chunk.length; put += bytes.write(chunk.subarray(put)))
            await bytes.writable();
          done();
        } catch (error) {
          done(error);
        }
      },
      final(done) {
        bytes.end();
        done();
      },
      async read(n) {
        try {
          let chunk;
          do {
            await bytes.readable();
            chunk = bytes.closed ? null : bytes.read(n);
          } while (chunk?.length === 0); // somebody else was faster
          this.push(chunk);
        } catch (error) {
          this.destroy(error);
        }
      },
      destroy(error, done) {
        bytes.close();
        done(error);
      },
    });
  }
}
