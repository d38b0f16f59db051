// SPDX-License-Identifier: MIT OR Apache-2.0
//
// A worker hashes what this thread reads, message by message, without a copy between them.
//     node example.mjs [FILE]

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { Records, adopt } from './index.js';

const self = fileURLToPath(import.meta.url);

async function send(file) {
  const records = new Records(1 << 20, { producers: 'one' });
  const producer = records.producer();
  const worker = new Worker(self, { workerData: records.reader().transfer() });
  records.close();
  worker.on('message', (digest) => console.log(digest, file));
  for await (const chunk of createReadStream(file)) {
    while (!producer.push(chunk)) await producer.waitWritable(chunk.length);
  }
  producer.close(); // the worker reads what is left, and then the end
}

async function hash(token) {
  const digest = createHash('sha256');
  for await (const message of adopt(token)) digest.update(message);
  parentPort.postMessage(digest.digest('hex'));
}

await (isMainThread ? send(process.argv[2] ?? self) : hash(workerData));
