// SPDX-License-Identifier: MIT OR Apache-2.0
//
// What the tests share.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setImmediate as turn } from 'node:timers/promises';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

/** Collects garbage until `done`; each time in a new turn, as a WeakRef that was looked at
 *  holds for the rest of one. */
export async function collect(done) {
  do {
    await turn();
    gc();
  } while (!done());
}

/** Mappings of the process; undefined where the system does not tell. */
export function mappings() {
  try {
    return readFileSync('/proc/self/maps', 'latin1').split('\n').filter((line) => /memfd/.test(line)).length;
  } catch {
    return undefined;
  }
}

/** Throws a PicoringError of that code, with a sentence. */
export function refuses(code, action, sentence = /./) {
  assert.throws(action, { name: 'PicoringError', code, message: sentence });
}

/** Marsaglia's xorshift: the same numbers each time. */
export function random(seed) {
  let x = seed;
  return (n) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % n;
  };
}
