// SPDX-License-Identifier: MIT OR Apache-2.0
//
// libpicoring for Node. index.d.ts is the manual.

import { EBUSY, PicoringError } from './library.js';
import { MpscProducer, MpscReader, SpscReader, SpscWriter } from './channel.js';
import { Element } from './memory.js';
import { RecordsProducer, RecordsReader } from './records.js';

export { Mpsc, Spsc } from './channel.js';
export { PicoringError, granularity, version } from './library.js';
export { List } from './list.js';
export { View } from './memory.js';
export { Mirror } from './mirror.js';
export { Records } from './records.js';
export { Queue, Ring } from './ring.js';
export { ByteStream } from './stream.js';
export { MpscProducer, MpscReader, RecordsProducer, RecordsReader, SpscReader, SpscWriter };

const kinds = {
  spsc_writer: SpscWriter, spsc_reader: SpscReader, mpsc_producer: MpscProducer,
  mpsc_reader: MpscReader, records_producer: RecordsProducer, records_reader: RecordsReader,
};

/** The side that another worker gave away with transfer(). Each is adopted once. */
export function adopt(token) {
  const { kind, address, memory, taken, type, capacity } = token ?? {};
  const Kind = kinds[kind];
  if (!Kind || !taken) throw new TypeError('adopt: wanted the token that transfer() gave');
  if (Atomics.compareExchange(taken, 0, 0, 1) !== 0)
    throw new PicoringError(EBUSY, `adopt: this ${kind} has been adopted already`);
  return new Kind(kind, address, memory, type && new Element(type), capacity);
}
