// SPDX-License-Identifier: MIT OR Apache-2.0
//
// A ring of equal elements whose contents and free space are always one array each. The
// hot verbs of a ring of numbers go over the frozen words of docs/abi.md; what is special
// is a call.

import koffi from 'koffi';
import { EAGAIN, INLINE_ABI, check, count, describe, failure, lib, made, memoryOptions, went }
  from './library.js';
import { Element, Handle, Memory, View, Words } from './memory.js';

const WRITE = 0, READ = 1, END = 2, LIMIT = 4, USED = 5; // places in the words

export class Ring extends Handle {
  #element;
  #memory;
  #words = null;
  #all = null; // the whole memory, by element, if no element straddles the seam
  #base;
  #writing = { turn: 0 };
  #reading = { turn: 0 };

  /** `capacity` elements of options.type; see index.d.ts. Or a C ring, taken over. */
  constructor(capacity, { type, handle: given, ...options } = {}) {
    const element = new Element(type);
    const handle = given ?? made(lib.picoring_ring_open, INLINE_ABI, capacity, element.size,
      memoryOptions(options, element.alignment));
    super(handle, lib.picoring_ring_destroy);
    this.#element = element;
    this.#memory = new Memory(this, lib.picoring_ring_mirror(handle));
    this.#base = Number(this.#memory.base);
    if (Words.readable && element.number) {
      this.#words = new Words(handle, 7);
      this.#all = new element.Array(koffi.view(this.#memory.base, 2 * this.#memory.bytes));
    }
  }

  get type() {
    return this.#element.type;
  }

  /** Moves a place by n elements unless it meets the end of the memory, which is a call. */
  #step(place, n, used) {
    const words = this.#words;
    const next = words.get(place) + n * this.#element.size;
    if (next >= words.get(END)) return false;
    words.set(place, next);
    words.set(USED, used);
    return true;
  }

  #index(place) {
    return (this.#words.get(place) - this.#base) / this.#element.size;
  }

  /** False if the ring is full. */
  push(value) {
    this.#writing.turn++;
    const used = this.#words?.get(USED);
    if (used < this.#words?.get(LIMIT)) {
      this.#all[this.#index(WRITE)] = value;
      if (this.#step(WRITE, 1, used + 1)) return true;
    }
    return went(lib.picoring_ring_push(this.handle, this.#element.store(value)));
  }

  /** Undefined if the ring is empty. */
  pop() {
    this.#reading.turn++;
    const used = this.#words?.get(USED);
    if (used > 0) {
      const value = this.#all[this.#index(READ)];
      if (this.#step(READ, 1, used - 1)) return value;
    }
    const gone = went(lib.picoring_ring_pop(this.handle, this.#element.one));
    return gone ? this.#element.load() : undefined;
  }

  /** Drops the oldest if the ring is full. */
  pushOverwrite(value) {
    this.#writing.turn++;
    this.#reading.turn++;
    check(lib.picoring_ring_push_overwrite(this.handle, this.#element.store(value)));
  }

  /** All of the array, or nothing and false. */
  pushN(array) {
    this.#writing.turn++;
    return went(lib.picoring_ring_push_n(this.handle, array, this.#element.count(array)));
  }

  /** Fills the array, or nothing and false. */
  popN(array) {
    this.#reading.turn++;
    return went(lib.picoring_ring_pop_n(this.handle, array, this.#element.count(array)));
  }

  /** As much of the array as fits: how many elements that was. */
  pushSome(array) {
    this.#writing.turn++;
    const n = [0];
    return went(lib.picoring_ring_push_some(this.handle, array, this.#element.count(array), n)) ? n[0] : 0;
  }

  /** As many as there are and the array holds: how many that was. */
  popSome(array) {
    this.#reading.turn++;
    const n = [0];
    return went(lib.picoring_ring_pop_some(this.handle, array, this.#element.count(array), n)) ? n[0] : 0;
  }

  /** The next n free places as a View; undefined if there are not so many now. */
  claim(n = this.free) {
    const room = this.#words?.get(LIMIT) - this.#words?.get(USED);
    if (count(n) > 0 && n <= room) return this.#view(this.#words.get(WRITE), n, this.#writing);
    const place = lib.picoring_ring_claim(this.handle, n);
    if (place !== null) return this.#view(place, n, this.#writing);
    const code = lib.picoring_ring_claim_status(this.handle, n);
    if (code === EAGAIN) return undefined;
    throw failure(code);
  }

  /** The next n places, written in place, become readable. */
  commit(n) {
    const used = this.#words?.get(USED) + count(n);
    const quick = used <= this.#words?.get(LIMIT) && this.#step(WRITE, n, used);
    if (!quick) check(lib.picoring_ring_commit(this.handle, n));
    this.#writing.turn++;
  }

  cancel() {
    this.#writing.turn++;
    check(lib.picoring_ring_cancel(this.handle));
  }

  /** All that is readable, oldest first, as a View; undefined if that is nothing. */
  peek() {
    const used = this.#words?.get(USED);
    if (used > 0 && this.#words.get(END) > 0)
      return this.#view(this.#words.get(READ), used, this.#reading);
    const n = [0];
    const place = lib.picoring_ring_peek(this.handle, n);
    return place === null ? undefined : this.#view(place, n[0], this.#reading);
  }

  /** The n oldest are done with. */
  release(n) {
    const used = this.#words?.get(USED) - count(n);
    const quick = used >= 0 && this.#step(READ, n, used);
    if (!quick) check(lib.picoring_ring_release(this.handle, n));
    this.#reading.turn++;
  }

  /** n readable elements from offset on, 0 the oldest; undefined if they are not there. */
  view(offset, n) {
    const place = lib.picoring_ring_view(this.handle, offset, n);
    return place === null ? undefined : this.#view(place, n, this.#reading);
  }

  /** A readable element, 0 the oldest; undefined if there is none. */
  at(index) {
    const found = this.view(index, 1)?.array;
    return this.#element.number ? found?.[0] : found?.slice();
  }

  set(index, value) {
    check(lib.picoring_ring_set(this.handle, index, this.#element.store(value)));
  }

  #view(place, n, side) {
    return new View(this.#memory.at(this.#element, place, n), side);
  }

  get length() {
    return this.#words?.get(USED) ?? lib.picoring_ring_len(this.handle);
  }

  get free() {
    return lib.picoring_ring_free(this.handle);
  }

  get capacity() {
    return lib.picoring_ring_capacity(this.handle);
  }

  get mirror() {
    return describe(lib.picoring_ring_mirror(this.handle));
  }

  clear() {
    this.#reading.turn++;
    check(lib.picoring_ring_clear(this.handle));
  }

  close() {
    this.#reading.turn++;
    this.#writing.turn++;
    this.#words = this.#all = null; // which nobody else has
    super.close();
  }

  *[Symbol.iterator]() {
    for (let i = 0; i < this.length; i++) yield this.at(i);
  }
}

/** A ring that is used in place, under the names of the Rust crate picoring 0.2.0. */
export class Queue extends Ring {
  reserve(n) {
    return this.claim(n);
  }

  tryPush(value) {
    return this.push(value);
  }

  tryPop() {
    return this.pop();
  }
}
