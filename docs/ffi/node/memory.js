// SPDX-License-Identifier: MIT OR Apache-2.0
//
// Who owns what. A handle is destroyed by close(), or by the garbage collector if that is
// forgotten. Either empties the arrays of its memory, which stays mapped until the last
// of them is collected: a call of Node that sleeps in another thread may have its address.
// Memory that the program has transferred to an ArrayBuffer of its own is never unmapped,
// as nothing tells when that one goes.

import koffi from 'koffi';
import { ReadableStream } from 'node:stream/web';
import { endianness } from 'node:os';
import { EINVAL, ESTATE, PicoringError, lib } from './library.js';

const orphans = new FinalizationRegistry((owned) => owned.leave());
const emptied = new FinalizationRegistry((owned) => owned.collected());

class Itself {
  constructor(object) {
    return object;
  }
}

/** An array that holds the owner of its memory, in a private field: a WeakMap takes five
 *  times as long as the rest of a view. */
class Lent extends Itself {
  #owner;

  constructor(array, owner) {
    super(array);
    this.#owner = owner;
  }
}

/** Takes the memory from a buffer and all its arrays, which are empty then. */
function empty(buffer) {
  if (ArrayBuffer.prototype.transfer) ArrayBuffer.prototype.transfer.call(buffer, 0);
  else new ReadableStream({ type: 'bytes', start: (stream) => stream.enqueue(new Uint8Array(buffer)) });
}

/** A handle, and the ArrayBuffers of its memory. Refers to nothing that refers to the
 *  object, so that the garbage collector finds that one forgotten. */
class Owned {
  #destroy;
  #buffers = []; // held, as only of a buffer that is there one can tell whether it has its memory
  #late = 0; // buffers that were emptied, and have not been collected
  #left = false;

  constructor(destroy) {
    this.#destroy = destroy;
  }

  get viewed() {
    return this.#buffers.length + this.#late > 0;
  }

  /** A buffer of at least so many bytes, the one from before if that will do. */
  buffer(address, bytes) {
    const last = this.#buffers.at(-1);
    if (last?.byteLength >= bytes) return last;
    const buffer = koffi.view(address, bytes);
    this.#buffers.push(buffer);
    return buffer;
  }

  /** Empties all arrays. One that has lost its memory to the program counts for ever. */
  empty() {
    for (const buffer of this.#buffers.splice(0)) {
      this.#late++;
      if (buffer.byteLength === 0) continue;
      empty(buffer);
      if (buffer.byteLength === 0) emptied.register(buffer, this);
    }
  }

  collected() {
    this.#late--;
    this.#settle();
  }

  leave() {
    this.empty();
    this.#left = true;
    this.#settle();
  }

  #settle() {
    if (!this.#left || this.viewed) return;
    this.#destroy?.();
    this.#destroy = null;
  }

  /** The handle is somebody else's from now on. */
  forget() {
    this.#destroy = null;
    this.#left = true;
  }
}

/** The base of every object: one handle, closed once. */
export class Handle {
  #handle;
  #owned;

  /** `destroy` gets the handle. */
  constructor(handle, destroy) {
    this.#handle = handle;
    this.#owned = new Owned(() => destroy(handle));
    orphans.register(this, this.#owned, this);
  }

  /** The address of the C handle; throws once it is closed. */
  get handle() {
    if (this.#handle === null) throw new PicoringError(ESTATE, `${this.constructor.name}: closed`);
    return this.#handle;
  }

  get closed() {
    return this.#handle === null;
  }

  /** JavaScript has been given arrays of the memory, and may still hold one. */
  get viewed() {
    return this.#owned.viewed;
  }

  close() {
    if (this.#handle === null) return;
    orphans.unregister(this);
    this.#handle = null;
    this.#owned.leave();
  }

  /** Gives the handle away: the address, and this object is closed. */
  surrender() {
    const handle = this.handle;
    orphans.unregister(this);
    this.#handle = null;
    this.#owned.forget();
    return handle;
  }

  buffer(address, bytes) {
    return this.#owned.buffer(address, bytes);
  }

  /** Takes the memory from all arrays. */
  empty() {
    this.#owned.empty();
  }

  /** An array of the memory for the program, which holds this object by it. */
  lend(array) {
    return new Lent(array, this);
  }
}
if (Symbol.dispose) {
  Handle.prototype[Symbol.dispose] = function () {
    this.close();
  };
}

const types = {
  i8: Int8Array, u8: Uint8Array, i16: Int16Array, u16: Uint16Array, i32: Int32Array,
  u32: Uint32Array, i64: BigInt64Array, u64: BigUint64Array, f32: Float32Array,
  f64: Float64Array,
};

/** What an element is: a number of a type, or that many bytes. */
export class Element {
  constructor(type = 'u8') {
    this.type = type;
    this.number = typeof type === 'string';
    this.Array = this.number ? types[type] : Uint8Array;
    if (!this.Array || (!this.number && !(Number.isInteger(type) && type > 0)))
      throw new PicoringError(EINVAL, `an element is one of ${Object.keys(types)}, or a number of bytes`);
    this.size = this.number ? this.Array.BYTES_PER_ELEMENT : type;
    this.alignment = this.number ? this.size : 1;
    this.units = this.size / this.Array.BYTES_PER_ELEMENT; // of the array, an element
    this.one = new this.Array(this.units); // what single elements pass through
  }

  /** Room for n elements. */
  array(n) {
    return new this.Array(n * this.units);
  }

  /** n elements at a byte of a buffer. */
  at(buffer, offset, n) {
    return new this.Array(buffer, offset, n * this.units);
  }

  /** How many elements an array has, which must be of the right kind. */
  count(array) {
    if (!(array instanceof this.Array) || array.length % this.units !== 0)
      throw new PicoringError(EINVAL, `wanted a ${this.Array.name} of whole elements`);
    return array.length / this.units;
  }

  /** A single element as what C reads. */
  store(value) {
    if (this.number) {
      this.one[0] = value;
      return this.one;
    }
    if (this.count(value) !== 1) throw new PicoringError(EINVAL, `wanted ${this.size} bytes`);
    return value;
  }

  /** What C has written to `one`. */
  load() {
    return this.number ? this.one[0] : this.one.slice();
  }
}

/** The element of streams and messages, whose arrays are Buffers. */
export const OCTETS = { at: (buffer, offset, n) => Buffer.from(buffer, offset, n) };

/** Bytes to copy in; a string is UTF-8. */
export function octets(data) {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  if (bytes?.byteLength === undefined) throw new TypeError('wanted a string, a Buffer or a typed array');
  return bytes;
}

/** Both copies of a mirror. */
export class Memory {
  #owner;

  constructor(owner, mirror) {
    this.#owner = owner;
    this.base = mirror.base ?? lib.picoring_mirror_data(mirror);
    this.bytes = mirror.bytes ?? lib.picoring_mirror_size(mirror);
  }

  /** n elements at an address. */
  at(element, address, n) {
    const buffer = this.#owner.buffer(this.base, 2 * this.bytes);
    return this.#owner.lend(element.at(buffer, Number(address) - Number(this.base), n));
  }
}

/** A place in the memory that is this program's until its side moves on. `array` throws
 *  after that; an array that was taken from it before shows whatever is there then, and
 *  nothing after close(). */
export class View {
  #array;
  #side;
  #turn;

  constructor(array, side) {
    this.#array = array;
    this.#side = side;
    this.#turn = side.turn;
  }

  get array() {
    if (this.#side.turn !== this.#turn)
      throw new PicoringError(ESTATE, 'a view that was released, or whose place was moved');
    return this.#array;
  }

  get length() {
    return this.array.length;
  }

  [Symbol.iterator]() {
    return this.array[Symbol.iterator]();
  }
}

/** The words of docs/abi.md can be read here: 64 bits, low half first. */
const readable = endianness() === 'LE' && koffi.sizeof('size_t') === 8;
const HALF = 2 ** 32;

/** Frozen words, as halves that fit a number; all of them stay below 2^53. They go with
 *  their handle: whoever has them lets go of them first. */
export class Words {
  #halves;

  constructor(handle, count) {
    this.#halves = new Uint32Array(koffi.view(handle, 8 * count));
  }

  static readable = readable;

  get(i) {
    const halves = this.#halves;
    return halves[2 * i] + halves[2 * i + 1] * HALF;
  }

  set(i, value) {
    const halves = this.#halves;
    halves[2 * i] = value;
    halves[2 * i + 1] = value / HALF;
  }
}
