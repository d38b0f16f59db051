// SPDX-License-Identifier: MIT OR Apache-2.0
//
// libpicoring for Node. index.d.ts is the manual.

import { EINVAL, PicoringError } from './library.js';
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
export function adopt({ kind, address, memory, type, capacity }) {
  const Kind = kinds[kind];
  if (!Kind) throw new PicoringError(EINVAL, `adopt: no side of a channel: ${kind}`);
  return new Kind(kind, address, memory, type && new Element(type), capacity);
}
