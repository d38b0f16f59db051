// SPDX-License-Identifier: MIT OR Apache-2.0
//
// Who owns what. A handle is destroyed by close(), or by the garbage collector if that is
// forgotten; the memory below stays mapped for as long as JavaScript holds a buffer of it,
// so that a view which is used too late shows old bytes at worst.

import koffi from 'koffi';
import { endianness } from 'node:os';
import { EINVAL, ESTATE, PicoringError, lib } from './library.js';

const orphans = new FinalizationRegistry((owned) => owned.leave());
const buffers = new FinalizationRegistry((owned) => owned.release());

/** A handle, and how many ArrayBuffers of its memory may still be held. Refers to nothing
 *  that refers to the object, so that the garbage collector finds that one forgotten. */
class Owned {
  #destroy;
  #buffers = 0;
  #left = false;

  constructor(destroy) {
    this.#destroy = destroy;
  }

  get viewed() {
    return this.#buffers > 0;
  }

  buffer(address, bytes) {
    const buffer = koffi.view(address, bytes);
    this.#buffers++;
    buffers.register(buffer, this);
    return buffer;
  }

  release() {
    this.#buffers--;
    this.#settle();
  }

  leave() {
    this.#left = true;
    this.#settle();
  }

  #settle() {
    if (!this.#left || this.#buffers > 0) return;
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

  /** `destroy` and `ended` get the handle; `ended`, if given, ends what close() ends even
   *  while views keep the memory, and so the handle. */
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

  /** JavaScript holds, or may hold, a buffer of the memory. */
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

/** Both copies of a mirror, as one buffer, made when first wanted. */
export class Memory {
  #owner;
  #base;
  #buffer = null;

  constructor(owner, mirror) {
    this.#owner = owner;
    this.#base = mirror.base ?? lib.picoring_mirror_data(mirror);
    this.bytes = mirror.bytes ?? lib.picoring_mirror_size(mirror);
  }

  get base() {
    return this.#base;
  }

  get buffer() {
    return (this.#buffer ??= this.#owner.buffer(this.#base, 2 * this.bytes));
  }

  /** n elements at an address. */
  at(element, address, n) {
    return element.at(this.buffer, Number(address - this.#base), n);
  }
}

/** A place in the memory that is this program's until its side moves on. `array` throws
 *  after that; an array that was taken from it before shows whatever is there then. */
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
