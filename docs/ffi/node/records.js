// SPDX-License-Identifier: MIT OR Apache-2.0
//
// Messages of any length, from one or many threads to one.

import { EAGAIN, EEND, ERANGE, INLINE_ABI, channelOptions, check, count, describe, failure, index, lib,
  made, went } from './library.js';
import { EventSide, Side, fill } from './channel.js';
import { Handle, OCTETS, View, octets } from './memory.js';

/** `size` bytes for messages and their headers. options.producers is 'many' or 'one'. */
export class Records extends Handle {
  constructor(size, { producers = 'many', ...options } = {}) {
    const how = index(['many', 'one'], producers, 'producers');
    const handle = made(lib.picoring_records_open, INLINE_ABI, size, how, channelOptions(options));
    super(handle, lib.picoring_records_destroy);
  }

  producer() {
    return this.#open(RecordsProducer, 'records_producer');
  }

  reader() {
    return this.#open(RecordsReader, 'records_reader');
  }

  #open(Kind, kind) {
    const side = made(lib[`picoring_${kind}_open`], this.handle);
    return new Kind(kind, side, lib.picoring_records_mirror(this.handle));
  }

  /** Bytes of the longest message. */
  get longest() {
    return lib.picoring_records_longest(this.handle);
  }

  get mirror() {
    return describe(lib.picoring_records_mirror(this.handle));
  }
}

export class RecordsProducer extends Side {
  #claimed = null;

  /** False if there is no room now. */
  push(message) {
    const bytes = octets(message);
    return went(lib.picoring_records_push(this.mine, bytes, bytes.byteLength));
  }

  /** A place in the order of messages, as MpscProducer.claim() gives it. */
  claim(length) {
    const place = lib.picoring_records_claim(this.mine, length);
    if (place === null) {
      const code = lib.picoring_records_claim_status(this.handle, length) || EAGAIN;
      if (code === EAGAIN) return undefined;
      throw failure(code);
    }
    this.#claimed = { place, array: Buffer.alloc(length) };
    return new View(this.#claimed.array, this);
  }

  /** The first `length` bytes of the claim are the message. */
  commit(length) {
    const { place, array } = this.#claimed ?? {};
    if (array && count(length) <= array.length) fill(place, new Uint8Array(array.buffer, array.byteOffset, length));
    check(lib.picoring_records_commit(this.mine, length));
    this.#settled();
  }

  abort() {
    check(lib.picoring_records_abort(this.mine));
    this.#settled();
  }

  #settled() {
    this.#claimed = null;
    this.turn++;
  }

  /** Until there is room for a message: true; false if the time is over first. */
  waitWritable(length, options) {
    return this.waitBy(lib.picoring_records_wait_writable, [length], options);
  }

  /** Ends the channel for all producers. */
  end() {
    check(lib.picoring_records_close(this.mine));
  }
}

export class RecordsReader extends EventSide {
  /** The next message in place, as a View of a Buffer that is good until release();
   *  undefined if there is none, or none before release(). One may read on before. */
  read() {
    const length = [0];
    const place = lib.picoring_records_read(this.mine, length);
    if (place !== null) return new View(this.memory.at(OCTETS, place, length[0]), this);
    const code = lib.picoring_records_read_status(this.mine);
    if ([0, EAGAIN, EEND, ERANGE].includes(code)) return undefined;
    throw failure(code);
  }

  /** All messages read so far are done with. */
  release() {
    check(lib.picoring_records_release(this.mine));
    this.turn++;
  }

  /** Closed, and all of it read. */
  get ended() {
    return lib.picoring_records_read_status(this.mine) === EEND;
  }

  /** Until there is a message: true; false if the time is over first, or the channel. */
  waitReadable(options) {
    return this.waitBy(lib.picoring_records_wait_readable, [], options);
  }

  /** Message by message, each good until the next is asked for. */
  async *[Symbol.asyncIterator]() {
    do {
      for (let message; (message = this.read()) !== undefined; this.release()) yield message.array;
    } while (await this.waitReadable());
  }
}
