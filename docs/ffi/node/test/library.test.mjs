// SPDX-License-Identifier: MIT OR Apache-2.0
//
// Which file is looked for. What is refused of those found, tests/ffi/refused.sh tells.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const library = new URL('../library.js', import.meta.url).href;
const cwd = fileURLToPath(new URL('..', import.meta.url));

/** What the module says on a system where no library is, and koffi is loaded already. */
function missedOn(platform) {
  const program = `import('koffi').then(() => {
    Object.defineProperty(process, 'platform', { value: '${platform}' });
    return import('${library}');
  }).catch((error) => console.log(error.message))`;
  const options = { cwd, encoding: 'utf8', env: { ...process.env, PICORING_LIBRARY: '' } };
  return spawnSync(process.execPath, ['-e', program], options).stdout;
}

const names = { win32: 'libpicoring-0.dll', darwin: 'libpicoring.0.dylib', linux: 'libpicoring.so.0' };
for (const [platform, name] of Object.entries(names))
  test(`on ${platform} the library is ${name}`, () => {
    assert.match(missedOn(platform), new RegExp(`not found.* ${name}`));
  });
