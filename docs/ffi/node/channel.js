// SPDX-License-Identifier: MIT OR Apache-2.0
//
// Channels between threads: the sides of spsc and mpsc, and how a side waits, ends, and
// moves to a worker.
//
// A wait sleeps in a thread of libuv's pool. Until it is over, the side is that thread's:
// every other verb of it but interrupt() and close() throws PICORING_EBUSY.

import koffi from 'koffi';
import { promisify } from 'node:util';
import { EAGAIN, EBUSY, EEND, EINTR, ESTATE, ETIMEDOUT, INLINE_ABI, PicoringError,
  channelOptions, check, count, describe, failure, lib, made, went } from './library.js';
import { Element, Handle, Memory, View } from './memory.js';
import { Ring } from './ring.js';

const RELATIVE = 0;

/** What all sides have. `kind` is the middle of the C names: 'spsc_writer'. */
export class Side extends Handle {
  #kind;
  #waiting = false;
  #closing = false;
  #memory;

  constructor(kind, handle, memory) {
    super(handle, lib[`picoring_${kind}_destroy`]);
    this.#kind = kind;
    this.#memory = new Memory(this, memory);
    this.turn = 0; // of the views that this side has given
  }

  get kind() {
    return this.#kind;
  }

  /** The address of the handle, for a verb: nobody waits with it. */
  get mine() {
    if (this.#waiting) throw new PicoringError(EBUSY, `${this.constructor.name}: a wait is on`);
    return this.handle;
  }

  get memory() {
    return this.#memory;
  }

  /** Views that were given are old if something has moved. */
  moved(something) {
    if (something) this.turn++;
    return something;
  }

  /** True once the wait is over, false if its time is, or the channel. */
  async waitBy(wait, args, { timeout = Infinity, signal } = {}) {
    signal?.throwIfAborted();
    const nanoseconds = timeout === Infinity ? -1 : Math.round(timeout * 1e6);
    const side = this.mine;
    const abort = () => this.interrupt();
    signal?.addEventListener('abort', abort);
    this.#waiting = true;
    let code;
    try {
      code = await promisify(wait.async)(side, ...args, nanoseconds, RELATIVE);
    } finally {
      signal?.removeEventListener('abort', abort);
      this.#waiting = false;
      if (this.#closing) this.close();
    }
    if (code === 0) return true;
    if (code === ETIMEDOUT || code === EEND || this.closed) return false;
    signal?.throwIfAborted();
    if (code === EINTR) throw new PicoringError(EINTR, `${this.constructor.name}: interrupted`);
    // The sentence was told to the pool's thread: ask for it here.
    throw failure(wait(side, ...args, 0, RELATIVE) || code);
  }

  /** The wait that is on, or else the next one that has to sleep, is rejected. */
  interrupt() {
    check(lib[`picoring_${this.#kind}_interrupt`](this.handle));
  }

  /** Gives the handle back, which closes this side. A wait that is on ends first. */
  close() {
    if (this.closed) return;
    this.turn++;
    this.#closing = true;
    if (this.#waiting) return this.interrupt();
    if (this.viewed) this.endForViews();
    super.close();
  }

  /** What a worker makes this side of with adopt(), by postMessage; here it is closed. */
  transfer() {
    if (this.viewed)
      throw new PicoringError(ESTATE, `${this.constructor.name}: views are held, so it stays here`);
    if (this.#waiting) throw new PicoringError(EBUSY, `${this.constructor.name}: a wait is on`);
    const { base, bytes } = this.#memory;
    const { kind, shape } = this;
    const taken = new Int32Array(new SharedArrayBuffer(4)); // 1 once it was adopted, of all copies
    return { kind, address: this.surrender(), memory: { base, bytes }, taken, ...shape };
  }
}

/** A side that becomes ready by a descriptor, too. */
export class EventSide extends Side {
  /** A descriptor for koffi.node.poll, readable once an armed side is ready. */
  event() {
    const out = [0];
    check(lib[`picoring_${this.kind}_event`](this.mine, out));
    return out[0];
  }

  /** True: ready now. False: the event will tell once. */
  arm(...n) {
    return check(lib[`picoring_${this.kind}_arm`](this.mine, ...n)) === 1;
  }

  disarm() {
    check(lib[`picoring_${this.kind}_disarm`](this.mine));
  }

  endForViews() {
    lib[`picoring_${this.kind}_close`](this.handle);
  }

  /** Ends the channel from this side. */
  end() {
    check(lib[`picoring_${this.kind}_close`](this.mine));
  }
}

/** Elements go in: picoring_spsc_... and picoring_mpsc_... */
const pushing = (Base, object) => class extends Base {
  constructor(kind, handle, memory, element, capacity) {
    super(kind, handle, memory);
    this.element = element;
    this.capacity = capacity;
  }

  get shape() {
    return { type: this.element.type, capacity: this.capacity };
  }

  /** False if the channel is full. */
  push(value) {
    return this.moved(went(lib[`picoring_${object}_push`](this.mine, this.element.store(value))));
  }

  /** All of an array, at once and in order, or nothing and false. */
  pushN(array) {
    const n = this.element.count(array);
    return this.moved(went(lib[`picoring_${object}_push_n`](this.mine, array, n)));
  }

  /** Until n elements fit: true; false if the time is over first. */
  waitWritable(n = 1, options) {
    return this.waitBy(lib[`picoring_${object}_wait_writable`], [n], options);
  }
};

/** Elements come out. */
const popping = (Base, object) => class extends Base {
  constructor(kind, handle, memory, element, capacity) {
    super(kind, handle, memory);
    this.element = element;
    this.capacity = capacity;
  }

  get shape() {
    return { type: this.element.type, capacity: this.capacity };
  }

  /** Undefined if there is none; `ended` tells whether one may still come. */
  pop() {
    const gone = this.moved(arrived(lib[`picoring_${object}_pop`](this.mine, this.element.one)));
    return gone ? this.element.load() : undefined;
  }

  /** Fills an array, or nothing and false. */
  popN(array) {
    const n = this.element.count(array);
    return this.moved(arrived(lib[`picoring_${object}_pop_n`](this.mine, array, n)));
  }

  /** As many as there are and the array holds: how many that was. */
  popSome(array) {
    const n = [0];
    const code = lib[`picoring_${object}_pop_some`](this.mine, array, this.element.count(array), n);
    return this.moved(arrived(code)) ? n[0] : 0;
  }

  /** All that is readable, as far as this side knows, as a View; undefined if nothing. */
  peek() {
    const n = [0];
    const place = lib[`picoring_${object}_peek`](this.mine, n);
    return place === null ? undefined : new View(this.memory.at(this.element, place, n[0]), this);
  }

  /** The n oldest are done with. */
  release(n) {
    check(lib[`picoring_${object}_release`](this.mine, n));
    this.turn++;
  }

  get length() {
    return lib[`picoring_${object}_len`](this.mine);
  }

  /** Closed, and all of it read. */
  get ended() {
    return lib[`picoring_${object}_peek_status`](this.mine) === EEND;
  }

  /** Until n elements are there: true; false if the time is over first, or the channel. */
  waitReadable(n = 1, options) {
    return this.waitBy(lib[`picoring_${object}_wait_readable`], [n], options);
  }

  /** Element by element, until the channel has ended. */
  async *[Symbol.asyncIterator]() {
    do {
      for (let value; (value = this.pop()) !== undefined; ) yield value;
    } while (await this.waitReadable());
  }

  /** Makes a ring of the channel, with what has not been read; all other handles are gone. */
  intoRing() {
    const ring = made(lib[`picoring_${object}_into_ring`], this.mine);
    this.surrender();
    return new Ring(0, { handle: ring, type: this.element.type });
  }
};

function arrived(code) {
  if (code === EEND) return false;
  return went(code);
}

export class SpscWriter extends pushing(EventSide, 'spsc') {
  /** As much of an array as fits: how many elements that was. */
  pushSome(array) {
    const n = [0];
    const code = lib.picoring_spsc_push_some(this.mine, array, this.element.count(array), n);
    return this.moved(went(code)) ? n[0] : 0;
  }

  /** The next n free places as a View; undefined if there are not so many now. */
  claim(n) {
    const place = lib.picoring_spsc_claim(this.mine, n);
    if (place !== null) return new View(this.memory.at(this.element, place, n), this);
    const code = lib.picoring_spsc_claim_status(this.handle, n) || EAGAIN; // 0: by now
    if (code === EAGAIN) return undefined;
    throw failure(code);
  }

  commit(n) {
    check(lib.picoring_spsc_commit(this.mine, n));
    this.turn++;
  }

  cancel() {
    this.turn++;
    check(lib.picoring_spsc_cancel(this.mine));
  }

  get free() {
    return lib.picoring_spsc_free(this.mine);
  }
}

export class SpscReader extends popping(EventSide, 'spsc') {}
export class MpscReader extends popping(EventSide, 'mpsc') {}

export class MpscProducer extends pushing(Side, 'mpsc') {
  #claimed = null;

  /** The next n places, which the reader waits for, as a View; undefined if there are not
   *  so many. What it shows is an array of its own, copied in at commit: the memory goes
   *  with the last handle, which a producer cannot keep without keeping the channel open. */
  claim(n) {
    const place = lib.picoring_mpsc_claim(this.mine, n);
    if (place === null) {
      const code = lib.picoring_mpsc_claim_status(this.handle, n) || EAGAIN; // 0: by now
      if (code === EAGAIN) return undefined;
      throw failure(code);
    }
    this.#claimed = { place, array: this.element.array(n) };
    return new View(this.#claimed.array, this);
  }

  /** The first n elements of the claim become readable, the rest of it is given up. */
  commit(n) {
    const { place, array } = this.#claimed ?? {};
    if (array && count(n) <= this.element.count(array)) fill(place, array.subarray(0, n * this.element.units));
    check(lib.picoring_mpsc_commit(this.mine, n));
    this.#settled();
  }

  /** Gives the claim up. */
  abort() {
    check(lib.picoring_mpsc_abort(this.mine));
    this.#settled();
  }

  #settled() {
    this.#claimed = null;
    this.turn++;
  }

  /** Ends the channel for all producers. */
  end() {
    check(lib.picoring_mpsc_close(this.mine));
  }
}

/** Copies an array to an address. */
export function fill(place, array) {
  if (array.length === 0) return;
  new array.constructor(koffi.view(place, array.byteLength)).set(array);
}

/** The channel's own handle: opens the sides, which keep the channel alive. */
class Channel extends Handle {
  constructor(object, capacity, { type, handle: given, ...options }) {
    const element = new Element(type);
    const handle = given ?? made(lib[`picoring_${object}_open`], INLINE_ABI, capacity,
      element.size, channelOptions(options, element.alignment));
    super(handle, lib[`picoring_${object}_destroy`]);
    this.object = object;
    this.type = element.type;
  }

  /** Makes a channel of a ring, with its memory and what is in it; the ring is closed. */
  static ofRing(object, ring) {
    if (ring.viewed) throw new PicoringError(ESTATE, 'Ring: views are held, so it stays a ring');
    const options = { ...channelOptions(), memory: null };
    const handle = made(lib[`picoring_${object}_from_ring`], ring.handle, options);
    ring.surrender();
    return { handle, type: ring.type };
  }

  open(Kind, kind) {
    const side = made(lib[`picoring_${kind}_open`], this.handle);
    const mirror = lib[`picoring_${this.object}_mirror`](this.handle);
    return new Kind(kind, side, mirror, new Element(this.type), this.capacity);
  }

  get capacity() {
    return lib[`picoring_${this.object}_capacity`](this.handle);
  }

  get mirror() {
    return describe(lib[`picoring_${this.object}_mirror`](this.handle));
  }
}

/** A channel from one thread to one other. */
export class Spsc extends Channel {
  constructor(capacity, options = {}) {
    super('spsc', capacity, options);
  }

  static fromRing(ring) {
    return new Spsc(0, Channel.ofRing('spsc', ring));
  }

  /** The one writer; a second is PICORING_EBUSY. */
  writer() {
    return this.open(SpscWriter, 'spsc_writer');
  }

  reader() {
    return this.open(SpscReader, 'spsc_reader');
  }
}

/** A channel from many threads to one. Close it when no more producers are opened: it
 *  ends with the last of them. */
export class Mpsc extends Channel {
  constructor(capacity, options = {}) {
    super('mpsc', capacity, options);
  }

  static fromRing(ring) {
    return new Mpsc(0, Channel.ofRing('mpsc', ring));
  }

  producer() {
    return this.open(MpscProducer, 'mpsc_producer');
  }

  reader() {
    return this.open(MpscReader, 'mpsc_reader');
  }
}
