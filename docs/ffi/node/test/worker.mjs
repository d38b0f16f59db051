// SPDX-License-Identifier: MIT OR Apache-2.0
//
// What the workers of channel.test.mjs run: a side that was handed over, and how many
// numbers go into it or are to come out of it.

import { parentPort, workerData } from 'node:worker_threads';
import { adopt } from '../index.js';

const { token, n, id = 0 } = workerData;
const side = adopt(token);

async function write() {
  for (let i = 0; i < n; ) {
    if (side.push(id * n + i)) i++;
    else await side.waitWritable();
  }
}

async function read() {
  let sum = 0;
  for await (const value of side) sum += value;
  return sum;
}

const result = token.kind.endsWith('reader') ? await read() : await write();
side.close();
parentPort.postMessage(result);
