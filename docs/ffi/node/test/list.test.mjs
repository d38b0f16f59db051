// SPDX-License-Identifier: MIT OR Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { List } from '../index.js';
import { collect, random, refuses } from './common.mjs';

test('a list behaves as an array', () => {
  const list = new List({ type: 'f64', chunk: 100 });
  const below = random(5);
  const model = [];
  for (let step = 0; step < 2000; step++) {
    const verb = below(6);
    if (verb === 0) {
      const n = below(model.length + 1);
      list.truncate(n);
      model.length = n;
    } else if (verb === 1) {
      assert.equal(list.pop(), model.pop());
    } else if (verb === 2 && model.length) {
      const index = below(model.length);
      list.set(index, step);
      model[index] = step;
    } else if (verb === 3) {
      const view = list.claim(10).array;
      view.fill(step);
      list.commit(7);
      model.push(...view.subarray(0, 7));
    } else {
      const items = Float64Array.from({ length: below(300) }, (_, i) => i);
      list.append(items);
      list.push(step);
      model.push(...items, step);
    }
    assert.equal(list.length, model.length);
    assert.deepEqual([...list.view()], model);
  }
  assert.equal(list.get(model.length), undefined);
  assert.equal(list.chunkCount, Math.ceil(model.length / 100));
  assert.deepEqual([...list.chunks()].flatMap((chunk) => [...chunk]), model);
  assert.deepEqual([...list], model);
  refuses('PICORING_ERANGE', () => list.set(model.length, 0));
  refuses('PICORING_ERANGE', () => list.truncate(model.length + 1));
});

test('a view of elements that went throws, and its array stays readable until the close', () => {
  const list = new List({ type: 'u32' });
  list.append(Uint32Array.from({ length: 100_000 }, (_, i) => i));
  const view = list.view(99_990, 10);
  const array = view.array;
  list.push(1); // moves nothing
  assert.equal(view.array[9], 99_999);
  list.clear();
  refuses('PICORING_ESTATE', () => view.array);
  assert.equal(array[9], 99_999);
  list.close();
  assert.equal(array.length, 0);
  refuses('PICORING_ESTATE', () => list.length, /closed/);
});

test('a list shrinks once the arrays of it, which are emptied, have been collected', async () => {
  const list = new List({ type: 'u32' });
  (() => {
    list.append(new Uint32Array(100_000));
    const view = list.view(0, 1), array = view.array;
    list.clear();
    refuses('PICORING_ESTATE', () => list.shrink(), /held/);
    refuses('PICORING_ESTATE', () => view.array);
    assert.equal(array.length, 0);
  })();
  await collect(() => !list.viewed);
  list.shrink();
  assert.ok(list.describe().committed < 400_000);
  list.push(7);
  assert.deepEqual([...list.view()], [7]);
});

test('memory goes back', () => {
  const list = new List({ type: 16 });
  list.reserve(100_000);
  assert.ok(list.describe().committed >= 1_600_000);
  list.push(new Uint8Array(16).fill(3));
  list.shrink();
  assert.ok(list.describe().committed < 1_600_000);
  assert.deepEqual(list.get(0), new Uint8Array(16).fill(3));
});

test('a full reservation is an error, and the list as it was', () => {
  const list = new List({ type: 'f64', reserve: 1 });
  const { capacity } = list;
  list.append(new Float64Array(capacity));
  refuses('PICORING_ENOBUFS', () => list.push(1), /picoring_list_push/);
  refuses('PICORING_ENOBUFS', () => list.append(Float64Array.of(1)));
  refuses('PICORING_ENOBUFS', () => list.claim(1));
  assert.equal(list.length, capacity);
});
