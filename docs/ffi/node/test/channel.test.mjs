// SPDX-License-Identifier: MIT OR Apache-2.0

import assert from 'node:assert/strict';
import koffi from 'koffi';
import { once } from 'node:events';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { Mpsc, Records, Ring, Spsc, adopt } from '../index.js';
import { refuses } from './common.mjs';

const sides = (capacity, options) => {
  const channel = new Spsc(capacity, options);
  const both = [channel.writer(), channel.reader()];
  channel.close();
  return both;
};

const worker = (workerData) => new Worker(new URL('worker.mjs', import.meta.url), { workerData });

test('each side is opened once', () => {
  const channel = new Spsc(10, { type: 'f64', exact: true });
  const writer = channel.writer(), reader = channel.reader();
  refuses('PICORING_EBUSY', () => channel.writer());
  refuses('PICORING_EBUSY', () => channel.reader());
  assert.deepEqual([channel.capacity, writer.capacity, reader.capacity], [10, 10, 10]);
  assert.ok(channel.mirror.size >= 80);
});

test('elements go through in every way of moving', () => {
  const [writer, reader] = sides(10, { type: 'i32', exact: true });
  assert.ok(writer.push(1));
  assert.ok(writer.pushN(Int32Array.of(2, 3)));
  assert.equal(writer.pushN(new Int32Array(8)), false);
  writer.claim(2).array.set([4, 5]);
  writer.commit(2);
  assert.equal(writer.pushSome(Int32Array.of(6, 7, 8, 9, 10, 11)), 5);
  assert.equal(writer.push(0), false);
  assert.equal(writer.claim(1), undefined);
  assert.equal(reader.length, 10);
  assert.equal(reader.pop(), 1);
  const out = new Int32Array(3);
  assert.ok(reader.popN(out));
  assert.deepEqual([...out], [2, 3, 4]);
  const view = reader.peek();
  assert.deepEqual([...view], [5, 6, 7, 8, 9, 10]);
  reader.release(4);
  refuses('PICORING_ESTATE', () => view.array);
  refuses('PICORING_ERANGE', () => reader.release(3));
  assert.equal(reader.popSome(out), 2);
  assert.deepEqual([...out.subarray(0, 2)], [9, 10]);
  assert.equal(writer.free, 10);
  assert.equal(reader.pop(), undefined);
  assert.equal(reader.ended, false);
  writer.end();
  assert.equal(reader.pop(), undefined);
  assert.ok(reader.ended);
  refuses('PICORING_EPIPE', () => writer.push(1), /closed/);
});

test('a wait sleeps beside the event loop', async () => {
  const [writer, reader] = sides(10, { type: 'u8' });
  assert.equal(await reader.waitReadable(1, { timeout: 0 }), false);
  const waiting = reader.waitReadable();
  refuses('PICORING_EBUSY', () => reader.pop(), /a wait is on/);
  refuses('PICORING_EBUSY', () => reader.transfer());
  await assert.rejects(reader.waitReadable(), { code: 'PICORING_EBUSY' });
  writer.push(7);
  assert.equal(await waiting, true);
  assert.equal(reader.pop(), 7);
  await assert.rejects(reader.waitReadable(10 ** 6), { code: 'PICORING_ERANGE', message: /exceed/ });
  const last = reader.waitReadable();
  writer.close();
  assert.equal(await last, false);
  assert.ok(reader.ended);
});

test('a wait ends by an interrupt, a signal, or a close', async () => {
  const [writer, reader] = sides(10, { type: 'u8' });
  let waiting = reader.waitReadable();
  reader.interrupt();
  await assert.rejects(waiting, { code: 'PICORING_EINTR' });
  const controller = new AbortController();
  waiting = reader.waitReadable(1, { signal: controller.signal });
  controller.abort();
  await assert.rejects(waiting, { name: 'AbortError' });
  waiting = reader.waitReadable();
  reader.close(); // with a thread that may not even sleep yet
  assert.equal(await waiting, false);
  assert.ok(reader.closed);
  assert.equal(writer.free, 0); // looks at the reader's side
  refuses('PICORING_EPIPE', () => writer.push(1));
  await assert.rejects(writer.waitWritable(), { code: 'PICORING_EPIPE', message: /closed/ });
});

test('a channel is read by for await until it ends', async () => {
  const [writer, reader] = sides(4, { type: 'f64', exact: true });
  const all = (async () => {
    const got = [];
    for await (const value of reader) got.push(value);
    return got;
  })();
  for (let i = 0; i < 50; i++) while (!writer.push(i)) await writer.waitWritable();
  writer.close();
  assert.deepEqual(await all, Array.from({ length: 50 }, (_, i) => i));
});

test('a view outlives the handle of its side without harm', () => {
  const [writer, reader] = sides(4, { type: 'u8', exact: true });
  writer.pushN(Uint8Array.of(1, 2));
  const view = reader.peek();
  const array = view.array;
  refuses('PICORING_ESTATE', () => reader.transfer(), /views are held/);
  reader.close();
  assert.equal(writer.free, 0); // the channel has ended, though the memory is there
  writer.close();
  refuses('PICORING_ESTATE', () => view.array);
  assert.equal(array.length, 0);
});

test('a ring becomes a channel and a ring again, with what is in it', () => {
  const ring = new Ring(10, { type: 'f64' });
  ring.pushN(Float64Array.of(1, 2));
  const channel = Spsc.fromRing(ring);
  assert.ok(ring.closed);
  const writer = channel.writer(), reader = channel.reader();
  channel.close();
  writer.push(3);
  refuses('PICORING_EBUSY', () => reader.intoRing());
  writer.close();
  const mpsc = Mpsc.fromRing(reader.intoRing());
  const producer = mpsc.producer(), last = mpsc.reader();
  mpsc.close();
  producer.push(4);
  producer.close();
  assert.deepEqual([...last.intoRing()], [1, 2, 3, 4]);
});

test('both sides work in workers that they were handed over to', async () => {
  const n = 50_000;
  const [writer, reader] = sides(1000, { type: 'f64' });
  const workers = [worker({ token: reader.transfer(), n }), worker({ token: writer.transfer(), n })];
  assert.ok(writer.closed && reader.closed);
  const [[sum]] = await Promise.all(workers.map((each) => once(each, 'message')));
  assert.equal(sum, (n * (n - 1)) / 2);
});

test('several workers produce for one reader', async () => {
  const n = 10_000, producers = 3;
  const channel = new Mpsc(1000, { type: 'f64' });
  const reader = channel.reader();
  for (let id = 0; id < producers; id++) worker({ token: channel.producer().transfer(), n, id });
  channel.close();
  const next = Array.from({ length: producers }, (_, id) => id * n);
  for await (const value of reader) assert.equal(value, next[Math.floor(value / n)]++);
  assert.deepEqual(next, [n, 2 * n, 3 * n]);
});

test('a claim of many producers is settled in order', () => {
  const channel = new Mpsc(10, { type: 'u16', exact: true });
  const one = channel.producer(), other = channel.producer(), reader = channel.reader();
  const claim = one.claim(4);
  claim.array.set([1, 2, 3, 4]);
  assert.ok(other.push(5)); // does not wait for the open claim
  assert.equal(reader.pop(), undefined); // which the reader does
  refuses('PICORING_ESTATE', () => one.push(6));
  refuses('PICORING_ERANGE', () => one.commit(5));
  one.commit(2);
  refuses('PICORING_ESTATE', () => claim.array);
  refuses('PICORING_ESTATE', () => one.commit(1), /no claim/);
  assert.deepEqual([reader.pop(), reader.pop()], [1, 2]);
  one.claim(3);
  one.abort();
  other.claim(1);
  other.close(); // aborts it
  assert.equal(reader.pop(), 5);
  refuses('PICORING_ERANGE', () => one.claim(11), /capacity/);
});

test('an event tells the event loop', async () => {
  const [writer, reader] = sides(10, { type: 'u8' });
  assert.equal(reader.arm(1), false);
  const told = new Promise((done) => {
    const handle = koffi.node.poll(Number(reader.event()), { readable: true }, () => {
      handle.close();
      done();
    });
  });
  writer.push(1);
  await told;
  assert.equal(reader.arm(1), true);
  reader.disarm();
  assert.equal(reader.pop(), 1);
});

test('what is no token is not adopted', () => {
  for (const token of [undefined, null, 'spsc_writer', { kind: 'ring' }, { kind: 'spsc_writer' }])
    assert.throws(() => adopt(token), { name: 'TypeError', message: /token/ });
});

test('a side is adopted once, whichever copy of its token says so', () => {
  const [writer, reader] = sides(10, { type: 'f64' });
  const token = reader.transfer(), copy = structuredClone(token);
  const adopted = adopt(token);
  for (const again of [token, copy]) refuses('PICORING_EBUSY', () => adopt(again), /adopted already/);
  writer.push(1.5);
  assert.equal(adopted.pop(), 1.5);
  adopted.close();
  refuses('PICORING_EBUSY', () => adopt(copy));
});

for (const producers of ['one', 'many'])
  test(`messages of ${producers} arrive whole and in place`, async () => {
    const records = new Records(4096, { producers });
    const { longest } = records;
    const producer = records.producer(), reader = records.reader();
    if (producers === 'one') refuses('PICORING_EBUSY', () => records.producer());
    records.close();
    refuses('PICORING_ERANGE', () => producer.push(Buffer.alloc(longest + 1)), /longe/);
    assert.equal(reader.read(), undefined);
    producer.push('hello');
    const claim = producer.claim(100);
    claim.array.write('world');
    refuses('PICORING_ERANGE', () => producer.commit(101));
    producer.commit(5);
    producer.claim(10);
    producer.abort();
    const first = reader.read(), second = reader.read();
    assert.deepEqual([`${first.array}`, `${second.array}`], ['hello', 'world']);
    assert.equal(reader.read(), undefined);
    reader.release();
    refuses('PICORING_ESTATE', () => first.array);
    const message = (i) => Buffer.alloc((i * 7) % (longest / 3), i);
    const sent = (async () => {
      for (let i = 0; i < 500; i++) while (!producer.push(message(i))) await producer.waitWritable(message(i).length);
      producer.close();
    })();
    let next = 0;
    for await (const bytes of reader) assert.deepEqual(bytes, message(next++));
    await sent;
    assert.equal(next, 500);
    assert.ok(reader.ended);
  });
