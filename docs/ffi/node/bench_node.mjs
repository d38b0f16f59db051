// SPDX-License-Identifier: MIT OR Apache-2.0
//
// Nanoseconds per element of 8 bytes, and per batch of 64, through 1024 places: the median
// of 11 runs. What is moved is checked.
//     node bench_node.mjs

import assert from 'node:assert/strict';
import { ByteStream, List, Ring, Spsc } from './index.js';

const PLACES = 1024, BATCH = 64, RUNS = 11;

/** `run(n)` moves 0 to n - 1, in batches or not, and gives their sum. */
function row(name, n, run, inBatches = false) {
  const times = Array.from({ length: RUNS }, () => {
    const start = process.hrtime.bigint();
    assert.equal(run(n), (n * (n - 1)) / 2);
    return Number(process.hrtime.bigint() - start) / n;
  });
  times.sort((a, b) => a - b);
  const time = times[RUNS >> 1];
  const batch = inBatches ? (time * BATCH).toFixed(0) : '';
  console.log(name.padEnd(44), time.toFixed(2).padStart(8), batch.padStart(8));
}
console.log('nanoseconds'.padEnd(44), ' element', '   batch');

const batch = new Float64Array(BATCH);
const out = new Float64Array(BATCH);
const fill = (array, first) => {
  for (let i = 0; i < BATCH; i++) array[i] = first + i;
};
const total = (array) => {
  let sum = 0;
  for (let i = 0; i < array.length; i++) sum += array[i];
  return sum;
};

/** One by one. */
const singly = (push, pop) => (n) => {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    push(i);
    sum += pop();
  }
  return sum;
};

/** In batches. */
const batched = (move) => (n) => {
  let sum = 0;
  for (let i = 0; i < n; i += BATCH) {
    fill(batch, i);
    sum += move();
  }
  return sum;
};

const ring = new Ring(PLACES, { type: 'f64' });
row('Ring: push, pop', 1_000_000, singly((value) => ring.push(value), () => ring.pop()));
row('Ring: pushN, popN, sum', 1_024_000, batched(() => {
  ring.pushN(batch);
  ring.popN(out);
  return total(out);
}), true);
row('Ring: claim, write, commit, peek, sum', 1_024_000, (n) => {
  let sum = 0;
  for (let i = 0; i < n; i += BATCH) {
    fill(ring.claim(BATCH).array, i);
    ring.commit(BATCH);
    sum += total(ring.peek().array);
    ring.release(BATCH);
  }
  return sum;
}, true);

const array = [];
row('Array: push, shift', 1_000_000, singly((value) => array.push(value), () => array.shift()));
row('Array: push of 64, splice, sum', 1_024_000, batched(() => {
  array.push(...batch);
  return total(array.splice(0, BATCH));
}), true);

const channel = new Spsc(PLACES, { type: 'f64' });
const writer = channel.writer(), reader = channel.reader();
row('Spsc, one thread: push, pop', 200_000, singly((value) => writer.push(value), () => reader.pop()));
row('Spsc, one thread: pushN, popN, sum', 1_024_000, batched(() => {
  writer.pushN(batch);
  reader.popN(out);
  return total(out);
}), true);

const stream = new ByteStream(8 * PLACES);
row('ByteStream: write, read of 512 bytes', 1_024_000, batched(() => {
  stream.write(batch);
  const bytes = stream.read(8 * BATCH);
  return total(new Float64Array(bytes.buffer, bytes.byteOffset, BATCH));
}), true);

const list = new List({ type: 'f64' });
row('List: push, view, sum', 200_000, (n) => {
  list.clear();
  for (let i = 0; i < n; i++) list.push(i);
  return total(list.view().array);
});
row('List: append of 64, view, sum', 1_024_000, (n) => {
  list.clear();
  for (let i = 0; i < n; i += BATCH) {
    fill(batch, i);
    list.append(batch);
  }
  return total(list.view().array);
}, true);
