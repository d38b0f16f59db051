// SPDX-License-Identifier: MIT OR Apache-2.0
//
// A growing array whose elements are one block that never moves.

import koffi from 'koffi';
import { ESTATE, INLINE_ABI, PicoringError, check, count, lib, made, refuseOthers, went }
  from './library.js';
import { Element, Handle, View } from './memory.js';

const ALL = 2n ** BigInt(8 * koffi.sizeof('size_t')) - 1n;

export class List extends Handle {
  #element;
  #base;
  #shown = 0; // bytes that a view may show
  #changing = { turn: 0 };

  constructor({ type, reserve = 0, chunk = 0, leastStep = 0, mostStep = 0, smallPages, secret,
    ...rest } = {}) {
    refuseOthers(rest);
    const element = new Element(type);
    const handle = made(lib.picoring_list_open, INLINE_ABI, element.size, {
      struct_size: koffi.sizeof('picoring_list_options'),
      reserve: count(reserve),
      chunk: count(chunk),
      least_step: count(leastStep),
      most_step: count(mostStep),
      keep: ALL, // memory that a view may show is not given back; shrink() does
      alignment: element.alignment,
      small_pages: +!!smallPages,
      dump: +!!secret,
      allocate: null,
      deallocate: null,
      user: null,
    });
    super(handle, lib.picoring_list_destroy);
    this.#element = element;
    this.#base = lib.picoring_list_data(handle);
  }

  push(value) {
    check(lib.picoring_list_push(this.handle, this.#element.store(value)));
  }

  /** All of an array, or an exception. */
  append(array) {
    check(lib.picoring_list_append(this.handle, array, this.#element.count(array)));
  }

  /** The last element, taken away; undefined if there is none. */
  pop() {
    this.#changing.turn++;
    const gone = went(lib.picoring_list_pop(this.handle, this.#element.one));
    return gone ? this.#element.load() : undefined;
  }

  get(index) {
    if (count(index) >= this.length) return undefined;
    check(lib.picoring_list_get(this.handle, index, this.#element.one));
    return this.#element.load();
  }

  set(index, value) {
    check(lib.picoring_list_set(this.handle, index, this.#element.store(value)));
  }

  /** n places behind the last element, to be written and then committed. */
  claim(n) {
    if (lib.picoring_list_claim(this.handle, n) === null)
      check(lib.picoring_list_claim_status(this.handle, n)); // 0: it does go by now
    return this.#view(this.length, n);
  }

  commit(n) {
    check(lib.picoring_list_commit(this.handle, n));
    this.#changing.turn++;
  }

  cancel() {
    check(lib.picoring_list_cancel(this.handle));
    this.#changing.turn++;
  }

  /** n elements from offset on, in place: good until elements go. */
  view(offset = 0, n = this.length - offset) {
    if (count(offset) + count(n) > this.length) return undefined;
    return this.#view(offset, n);
  }

  /** Piece by piece, in place. */
  *chunks() {
    const size = lib.picoring_list_chunk_size(this.handle);
    for (let i = 0; i < this.length; i += size) yield this.view(i, Math.min(size, this.length - i));
  }

  #view(offset, n) {
    if (n === 0) return new View(this.#element.array(0), this.#changing);
    const end = (offset + n) * this.#element.size;
    if (end > this.#shown) this.#shown = this.describe().committed;
    const buffer = this.buffer(this.#base, this.#shown);
    return new View(this.lend(this.#element.at(buffer, offset * this.#element.size, n)), this.#changing);
  }

  truncate(n) {
    this.#changing.turn++;
    check(lib.picoring_list_truncate(this.handle, n));
  }

  clear() {
    this.truncate(0);
  }

  reserve(n) {
    check(lib.picoring_list_reserve(this.handle, n));
  }

  /** All memory behind the last element goes back. Arrays of views, which might show it, are
   *  emptied; as long as one is not collected, this is refused. */
  shrink() {
    this.#changing.turn++;
    this.#shown = 0;
    this.empty();
    if (this.viewed) throw new PicoringError(ESTATE, 'List.shrink: an array of a view may still be held');
    check(lib.picoring_list_shrink(this.handle));
  }

  get length() {
    return lib.picoring_list_len(this.handle);
  }

  get capacity() {
    return lib.picoring_list_capacity(this.handle);
  }

  get chunkCount() {
    return lib.picoring_list_chunk_count(this.handle);
  }

  /** Bytes reserved, committed, and on huge pages. */
  describe() {
    const info = { struct_size: koffi.sizeof('picoring_list_info'), reserved: 0, committed: 0, huge_bytes: 0 };
    check(lib.picoring_list_describe(this.handle, info));
    const { struct_size, ...rest } = info;
    return rest;
  }

  close() {
    this.#changing.turn++;
    super.close();
  }

  *[Symbol.iterator]() {
    for (let i = 0; i < this.length; i++) yield this.get(i);
  }
}
