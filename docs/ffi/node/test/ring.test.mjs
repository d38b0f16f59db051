// SPDX-License-Identifier: MIT OR Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteStream, List, Mirror, PicoringError, Queue, Records, Ring, Spsc, granularity, version } from '../index.js';
import { collect, mappings, random, refuses } from './common.mjs';

test('all of the capacity is usable', () => {
  const ring = new Ring(1000, { type: 'i32', exact: true });
  assert.equal(ring.capacity, 1000);
  for (let i = 0; i < 1000; i++) assert.ok(ring.push(i));
  assert.equal(ring.push(1000), false);
  assert.equal(ring.free, 0);
  for (let i = 0; i < 1000; i++) assert.equal(ring.pop(), i);
  assert.equal(ring.pop(), undefined);
  ring.close();
});

for (const type of ['f64', 'u16', 12])
  test(`a ring of ${type} behaves as a bounded array`, () => {
    const ring = new Ring(300, { type });
    const below = random(7);
    const bytes = typeof type === 'number';
    const units = bytes ? type : 1;
    const Kind = { f64: Float64Array, u16: Uint16Array }[type] ?? Uint8Array;
    const element = () => (bytes ? Uint8Array.from({ length: type }, () => below(256)) : below(60000));
    const plain = (value) => (bytes ? [...value].join() : value);
    const split = (array) => Array.from({ length: array.length / units }, (_, i) =>
      plain(bytes ? array.subarray(i * units, (i + 1) * units) : array[i]));
    let model = [];
    for (let step = 0; step < 5000; step++) {
      const room = ring.capacity - model.length;
      const items = Array.from({ length: below(120) }, element);
      const array = Kind.from(items.flatMap((item) => (bytes ? [...item] : [item])));
      const out = new Kind(below(120) * units);
      const verb = below(9);
      if (verb === 0) {
        const value = element();
        assert.equal(ring.push(value), room > 0);
        if (room > 0) model.push(plain(value));
      } else if (verb === 1) {
        const value = ring.pop();
        assert.deepEqual(value === undefined ? undefined : plain(value), model.shift());
      } else if (verb === 2) {
        assert.equal(ring.pushN(array), items.length <= room);
        if (items.length <= room) model.push(...items.map(plain));
      } else if (verb === 3) {
        const n = ring.pushSome(array);
        assert.equal(n, Math.min(items.length, room));
        model.push(...items.slice(0, n).map(plain));
      } else if (verb === 4) {
        if (ring.popN(out)) assert.deepEqual(split(out), model.splice(0, out.length / units));
        else assert.ok(out.length / units > model.length);
      } else if (verb === 5) {
        const n = ring.popSome(out);
        assert.deepEqual(split(out.subarray(0, n * units)), model.splice(0, out.length / units));
      } else if (verb === 6 && items.length > 0 && items.length <= room) {
        ring.claim(items.length).array.set(array);
        ring.commit(items.length);
        model.push(...items.map(plain));
      } else if (verb === 7) {
        const n = below(model.length + 1);
        ring.release(n);
        model.splice(0, n);
      } else {
        const value = element();
        ring.pushOverwrite(value);
        if (room === 0) model.shift();
        model.push(plain(value));
      }
      assert.equal(ring.length, model.length);
      const all = ring.peek();
      assert.deepEqual(all ? split(all.array) : [], model);
    }
    ring.close();
  });

test('every type of number comes out as it went in', () => {
  const values = { i8: -1, u8: 255, i16: -2, u16: 65535, i32: -3, u32: 2 ** 32 - 1, i64: -4n, u64: 2n ** 64n - 1n, f32: 0.5, f64: 0.1 };
  for (const [type, value] of Object.entries(values)) {
    const ring = new Ring(1, { type });
    ring.push(value);
    assert.equal(ring.at(0), value);
    assert.equal(ring.pop(), value);
    ring.close();
  }
});

test('what is changed in place is what comes out, across the seam', () => {
  const ring = new Ring(1, { type: 'u32' });
  for (let i = 0; i < ring.capacity - 2; i++) ring.push(0), ring.pop();
  ring.pushN(Uint32Array.of(1, 2, 3, 4));
  const all = ring.peek().array;
  all.forEach((value, i) => (all[i] = 10 * value));
  ring.view(2, 2).array[1]++;
  ring.set(0, 11);
  assert.deepEqual([...ring], [11, 20, 30, 41]);
  assert.equal(ring.view(3, 2), undefined);
  assert.deepEqual([ring.pop(), ring.pop(), ring.pop(), ring.pop()], [11, 20, 30, 41]);
});

test('a view throws after its release, and its array shows old bytes until the close', () => {
  const ring = new Ring(1, { type: 'u8' });
  ring.pushN(Uint8Array.of(1, 2, 3));
  const peek = ring.peek();
  const array = peek.array;
  ring.push(4); // does not move the reading side
  assert.deepEqual([...peek], [1, 2, 3]);
  ring.release(1);
  refuses('PICORING_ESTATE', () => peek.array, /released/);
  refuses('PICORING_ESTATE', () => peek.length);
  assert.deepEqual([...array], [1, 2, 3]);
  const claim = ring.claim(2);
  ring.commit(1);
  refuses('PICORING_ESTATE', () => claim.array);
  const late = ring.peek();
  ring.close();
  refuses('PICORING_ESTATE', () => late.array);
  assert.equal(array.length, 0);
});

/** Collects what is garbage now. */
async function collectAll() {
  const garbage = new WeakRef({});
  await collect(() => garbage.deref() === undefined);
  await collect(() => true);
}

/** The memory of a buffer, which loses it, as an array of another buffer. */
async function transferred(buffer) {
  if (buffer.transfer) return new Uint8Array(buffer.transfer());
  const start = (stream) => stream.enqueue(new Uint8Array(buffer));
  return (await new ReadableStream({ type: 'bytes', start }).getReader().read()).value;
}

for (const end of ['closed', 'forgotten'])
  test(`memory that was transferred outlives its ring, which is ${end}`, async () => {
    const bytes = await (async () => {
      const ring = new Ring(1, { type: 'u8' });
      ring.pushN(Uint8Array.of(1, 2, 3));
      const bytes = await transferred(ring.peek().array.buffer);
      assert.deepEqual([...ring.peek().array], [1, 2, 3]);
      if (end === 'closed') ring.close();
      return bytes;
    })();
    await collectAll();
    assert.deepEqual([...bytes.subarray(0, 3)], [1, 2, 3]);
  });

test('nothing of a closed ring can be transferred', async () => {
  const ring = new Ring(1, { type: 'u8' });
  ring.push(1);
  const { buffer } = ring.peek().array;
  ring.close();
  assert.equal(buffer.byteLength, 0);
  await assert.rejects(transferred(buffer), /detached|length/);
});

test('an array holds its ring', async () => {
  const array = (() => {
    const ring = new Ring(1, { type: 'u8' });
    ring.push(7);
    return ring.peek().array;
  })();
  await collectAll();
  assert.deepEqual([...array], [7]);
});

test('the memory of a closed ring goes when its arrays have been collected', async (t) => {
  const before = mappings();
  if (before === undefined) return t.skip('no /proc/self/maps');
  if (process.env.PICORING_TECHNIQUE) return t.skip('no mappings to count');
  const ring = new Ring(1);
  (() => {
    ring.push(1);
    const { array } = ring.peek();
    const during = mappings();
    ring.close();
    assert.equal(mappings(), during); // somebody may have its address
    assert.equal(array.length, 0);
  })();
  await collect(() => mappings() < before + 2);
  assert.ok(ring.closed);
});

test('what is no number of elements is refused', () => {
  const list = new List({ type: 'u8' }), stream = new ByteStream(10), ring = new Ring(10, { type: 'u8' });
  const channel = new Spsc(10), writer = channel.writer(), records = new Records(1000).producer();
  list.append(Uint8Array.of(1, 2, 3));
  ring.pushN(Uint8Array.of(1, 2, 3));
  for (const n of [NaN, -1, 0.5, 1.5, Infinity, 2 ** 53, 2 ** 64 + 2 ** 20, 1n, -1n, 2n ** 64n + 1n, '1', null])
    for (const verb of [
      () => new Ring(n), () => new Mirror(n), () => new Records(n), () => new Spsc(n),
      () => ring.claim(n), () => ring.commit(n), () => ring.release(n), () => ring.at(n),
      () => ring.view(n, 1), () => ring.view(0, n), () => ring.set(n, 1),
      () => list.get(n), () => list.set(n, 1), () => list.view(n, 1), () => list.view(0, n),
      () => list.claim(n), () => list.truncate(n), () => list.reserve(n),
      () => stream.read(n), () => stream.claim(n), () => stream.release(n), () => stream.find('x', n),
      () => stream.readFromFd(n === -1 ? NaN : n, 1), () => stream.readFromFd(-1, n),
      () => writer.claim(n), () => writer.commit(n), () => records.claim(n),
    ])
      refuses('PICORING_EINVAL', verb, /is no (size_t|int)/);
  assert.deepEqual([...ring], [1, 2, 3]);
  assert.deepEqual([...list], [1, 2, 3]);
  assert.throws(() => new List({ reserve: -1 }), { code: 'PICORING_EINVAL' });
});

test('a ring that nobody closes is given back by the garbage collector', async (t) => {
  if (!mappings() && process.env.PICORING_TECHNIQUE) return t.skip('no mappings to count');
  const before = mappings();
  if (before === undefined) return t.skip('no /proc/self/maps');
  (() => {
    for (let i = 0; i < 50; i++) new Ring(1).push(1), new Ring(1).claim(1);
  })();
  await collect(() => mappings() <= before);
});

test('a closed ring refuses every verb', () => {
  const ring = new Ring(10, { type: 'f64' });
  ring.close();
  ring.close();
  assert.ok(ring.closed);
  for (const verb of ['pop', 'peek', 'clear', 'cancel']) refuses('PICORING_ESTATE', () => ring[verb](), /closed/);
  refuses('PICORING_ESTATE', () => ring.push(1), /closed/);
  refuses('PICORING_ESTATE', () => ring.length, /closed/);
});

test('beyond the grant is an error and changes nothing', () => {
  const ring = new Ring(10, { type: 'u8', exact: true });
  ring.pushN(Uint8Array.of(1, 2, 3));
  refuses('PICORING_ERANGE', () => ring.release(4), /picoring_ring_release/);
  refuses('PICORING_ERANGE', () => ring.commit(8), /picoring_ring_commit/);
  refuses('PICORING_ERANGE', () => ring.claim(11), /capacity/);
  refuses('PICORING_ERANGE', () => ring.set(3, 0));
  assert.equal(ring.claim(8), undefined);
  assert.deepEqual([...ring], [1, 2, 3]);
});

test('bad input is refused with a code and a sentence', () => {
  refuses('PICORING_EINVAL', () => new Ring(0), /picoring_ring_/);
  refuses('PICORING_EINVAL', () => new Ring(1, { type: 'u7' }), /an element is one of/);
  refuses('PICORING_EINVAL', () => new Ring(1, { type: 0 }));
  refuses('PICORING_EINVAL', () => new Ring(1, { technique: 'magic' }), /technique/);
  refuses('PICORING_EINVAL', () => new Records(64, { producers: 2 }), /producers/);
  refuses('PICORING_EINVAL', () => new Ring(-1), /-1 is no size_t/);
  const makers = [(o) => new Ring(1, o), (o) => new Spsc(1, o), (o) => new Records(64, o), (o) => new List(o),
    (o) => new ByteStream(1, o), (o) => new Mirror(1, o)];
  for (const make of makers) refuses('PICORING_EINVAL', () => make({ tipe: 'f64' }), /no option tipe/);
  refuses('PICORING_EINVAL', () => new Ring(1, { type: 'f64' }).pushN(new Uint8Array(8)), /Float64Array/);
  refuses('PICORING_EINVAL', () => new Ring(1, { type: 4 }).push(new Uint8Array(3)));
  assert.throws(() => new Ring(2 ** 52, { type: 'f64' }), (error) =>
    error instanceof PicoringError && error.errno < -8 && error.code.startsWith('PICORING_E'));
});

test('a queue is a ring used in place', () => {
  const queue = new Queue(6, { type: 'u32', exact: true });
  queue.reserve(4).array.set([1, 2, 3, 4]);
  queue.commit(3);
  assert.equal(queue.reserve(4), undefined);
  assert.ok(queue.tryPush(9));
  assert.deepEqual([...queue.peek()], [1, 2, 3, 9]);
  queue.release(1);
  assert.equal(queue.tryPop(), 2);
});

test('a byte of a mirror is there twice', () => {
  const mirror = new Mirror(1);
  const { size, bytes } = mirror;
  assert.equal(size % granularity(), 0);
  assert.equal(bytes.length, 2 * size);
  bytes.set([1, 2, 3, 4], size - 2);
  mirror.sync(size - 2, 4);
  assert.deepEqual([...bytes.subarray(0, 2), ...bytes.subarray(-2)], [3, 4, 1, 2]);
  refuses('PICORING_ERANGE', () => mirror.sync(2 * size, 1));
  assert.equal(mirror.describe().size, size);
  mirror.close();
  refuses('PICORING_ESTATE', () => mirror.bytes);
  assert.match(version(), /^\d+\.\d+\.\d+$/);
});

test('using closes', { skip: Symbol.dispose ? false : 'no Symbol.dispose in this Node' }, () => {
  const ring = new Ring(1);
  ring[Symbol.dispose]();
  assert.ok(ring.closed);
});
