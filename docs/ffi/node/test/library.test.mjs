// SPDX-License-Identifier: MIT OR Apache-2.0

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

const index = new URL('../index.js', import.meta.url).href;

/** What a program that makes a ring says with another library. */
function withLibrary(PICORING_LIBRARY) {
  const program = `import(${JSON.stringify(index)}).then(({ Ring }) => new Ring(1))
    .catch((error) => console.log(error.code, error.message))`;
  const env = { ...process.env, PICORING_LIBRARY };
  return spawnSync(process.execPath, ['-e', program], { env, encoding: 'utf8' }).stdout;
}

test('a library that is not there is named', () => {
  assert.match(withLibrary('/nonexistent/libpicoring.so'), /nonexistent\/libpicoring.so is not there/);
});

test('a library without the functions of this module is too old', (t) => {
  if (process.platform !== 'linux') return t.skip('no libc.so.6 to take for one');
  assert.match(withLibrary('libc.so.6'), /PICORING_EVERSION the library is older/);
});
