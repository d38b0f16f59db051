// SPDX-License-Identifier: MIT OR Apache-2.0

import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { test } from 'node:test';
import { ByteStream } from '../index.js';
import { random, refuses } from './common.mjs';

test('empty and ended differ', () => {
  const stream = new ByteStream(10, { exact: true });
  assert.equal(stream.read().length, 0);
  assert.equal(stream.write(Buffer.from('0123456789ab')), 10);
  assert.equal(stream.write(Buffer.from('c')), 0);
  stream.end();
  refuses('PICORING_EPIPE', () => stream.write(Buffer.from('c')), /closed/);
  assert.equal(stream.read(4).toString(), '0123');
  assert.equal(stream.read().toString(), '456789');
  assert.ok(stream.ended);
  assert.equal(stream.read(), null);
});

test('a string is written as UTF-8, and what is no bytes is refused', () => {
  const stream = new ByteStream(100);
  assert.equal(stream.write('h\u00e9'), 3);
  assert.equal(stream.read().toString(), 'h\u00e9');
  for (const data of [undefined, null, 5, {}, ['a']])
    assert.throws(() => stream.write(data), { name: 'TypeError', message: /wanted a string/ });
});

test('a stream behaves as a queue of bytes', () => {
  const stream = new ByteStream(1);
  const below = random(3);
  let written = 0, read = 0;
  while (read < 10 * stream.capacity) {
    const bytes = Uint8Array.from({ length: below(3000) }, (_, i) => written + i);
    written += stream.write(bytes);
    const out = stream.read(below(3000));
    out.forEach((byte, i) => byte === ((read + i) & 255) || assert.fail(`at ${read + i}`));
    read += out.length;
    assert.equal(stream.length, written - read);
  }
});

test('bytes are written and read in place, across the seam', () => {
  const stream = new ByteStream(1);
  stream.write(new Uint8Array(stream.capacity - 3));
  stream.release(stream.length);
  stream.claim(6).array.write('one\ntw');
  stream.commit(6);
  assert.equal(stream.find('\n'), 3);
  assert.equal(stream.find('two'), -1);
  const view = stream.peek();
  assert.equal(view.array.toString(), 'one\ntw');
  stream.release(4);
  refuses('PICORING_ESTATE', () => view.array);
  refuses('PICORING_ERANGE', () => stream.release(3));
  refuses('PICORING_ERANGE', () => stream.truncate(3));
  stream.truncate(1);
  assert.equal(stream.peek().array.toString(), 't');
  assert.equal(stream.claim(stream.capacity), undefined);
});

test('a file is read and written by its descriptor', () => {
  const directory = mkdtempSync(join(tmpdir(), 'picoring-'));
  const path = join(directory, 'file');
  writeFileSync(path, 'hello');
  const stream = new ByteStream(1);
  const from = openSync(path, 'r');
  assert.equal(stream.readFromFd(from), 5);
  assert.equal(stream.readFromFd(from), null);
  closeSync(from);
  const to = openSync(path, 'a');
  assert.equal(stream.writeToFd(to), 5);
  refuses('PICORING_ENODATA', () => stream.writeToFd(to));
  closeSync(to);
  refuses('PICORING_EIO', () => stream.readFromFd(-1));
  rmSync(directory, { recursive: true });
});

test('lines of a socket pass a Duplex, bounded by its capacity', async () => {
  const lines = Array.from({ length: 5000 }, (_, i) => `line ${i}`);
  const server = createServer((socket) => Readable.from(lines.map((line) => `${line}\n`)).pipe(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect(server.address().port, '127.0.0.1');
  const got = [];
  const ring = new ByteStream(1);
  await pipeline(socket, ring.duplex(), async (source) => {
    for await (const line of createInterface({ input: source })) got.push(line);
  });
  server.close();
  assert.deepEqual(got, lines);
  assert.ok(ring.closed);
});

test('chunks come as they are written, until the end', async () => {
  const stream = new ByteStream(1);
  const reader = (async () => {
    let text = '';
    for await (const chunk of stream) text += chunk;
    return text;
  })();
  let text = '';
  for (let i = 0; i < 3000; i++) {
    const word = Buffer.from(`${i} `);
    for (let put = 0; put < word.length; put += stream.write(word.subarray(put))) await stream.writable();
    text += word;
  }
  stream.end();
  assert.equal(await reader, text);
});

test('whoever waits to write learns of the end', async () => {
  const stream = new ByteStream(1);
  stream.write(new Uint8Array(stream.capacity));
  const waiting = stream.writable();
  stream.end();
  stream.clear();
  await assert.rejects(waiting, { code: 'PICORING_ESTATE' });
});
