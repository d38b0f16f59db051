// SPDX-License-Identifier: MIT OR Apache-2.0
//
// Memory that appears twice, side by side.

import { check, describe, lib, made, memoryOptions } from './library.js';
import { Element, Handle, Memory } from './memory.js';

const BYTE = new Element('u8');

export class Mirror extends Handle {
  #memory;

  constructor(size, options) {
    const handle = made(lib.picoring_mirror_create, size, memoryOptions(options));
    super(handle, lib.picoring_mirror_destroy);
    this.#memory = new Memory(this, handle);
  }

  get size() {
    return lib.picoring_mirror_size(this.handle);
  }

  /** Both copies. Touch a byte through one of them only, and sync() before the other. */
  get bytes() {
    return this.handle && this.#memory.at(BYTE, this.#memory.base, 2 * this.size);
  }

  sync(offset, n) {
    check(lib.picoring_mirror_sync(this.handle, offset, n));
  }

  describe() {
    return describe(this.handle);
  }
}
