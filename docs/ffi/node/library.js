// SPDX-License-Identifier: MIT OR Apache-2.0
//
// The library itself, and what it says when it refuses.

import koffi from 'koffi';
import { prototypes, structs } from './prototypes.js';

/** What fails throws one: `code` is 'PICORING_ERANGE' and so on, `errno` its number. */
export class PicoringError extends Error {
  constructor(errno, message, code = lib.picoring_errname(errno)) {
    super(message);
    this.name = 'PicoringError';
    this.errno = errno;
    this.code = code;
  }
}

export const EAGAIN = -1, EEND = -2, ERANGE = -3, EPIPE = -4, EINTR = -5, EINVAL = -8, EVERSION = -13;
export const ETIMEDOUT = -25, EBUSY = -26, ESTATE = -27;

/** The layout of the frozen words that memory.js reads; the library refuses an unknown. */
export const INLINE_ABI = 1;

const OLDEST = 100; // the version that this module was written for, 0.1.0
const SONAME = 0;
const WANTED = `this module needs 0.1.0 or later of soname ${SONAME}`;

const names = {
  darwin: `libpicoring.${SONAME}.dylib`,
  win32: `libpicoring-${SONAME}.dll`,
};

function open() {
  const name = process.env.PICORING_LIBRARY || names[process.platform] || `libpicoring.so.${SONAME}`;
  let library;
  try {
    library = koffi.load(name);
  } catch (error) {
    throw new Error(`libpicoring was not found; PICORING_LIBRARY says where: ${name}: ${error.message}`);
  }
  checkVersion(library, name);
  return library;
}

function checkVersion(library, name) {
  let number, text;
  try {
    number = library.func('uint32_t picoring_version()')();
    text = library.func('const char *picoring_version_string()')();
  } catch {
    throw new Error(`${name} is not libpicoring: it has no picoring_version`);
  }
  if (number < OLDEST || Math.floor(number / 10000) !== SONAME)
    throw new PicoringError(EVERSION, `${name} is version ${text}; ${WANTED}`, 'PICORING_EVERSION');
}

function define(type, members) {
  try {
    koffi.struct(type, members);
  } catch (error) {
    // koffi's types are the process's: another worker was first
    if (!/[Dd]uplicate/.test(error.message)) throw error;
  }
}

/** Each function of the C interface under its name, looked up when it is first used. */
function load() {
  const library = open();
  for (const [type, members] of Object.entries(structs)) define(type, members);
  const functions = {};
  for (const prototype of prototypes.trim().split(/;\s*/).filter(Boolean)) {
    const name = prototype.match(/(\w+)\(/)[1];
    Object.defineProperty(functions, name, {
      configurable: true,
      get() {
        const value = find(library, prototype, name);
        Object.defineProperty(functions, name, { value });
        return value;
      },
    });
  }
  return functions;
}

function find(library, prototype, name) {
  try {
    return counting(library.func(prototype), prototype, name);
  } catch (error) {
    const message = `the library is older than this module: ${error.message}`;
    throw new PicoringError(EVERSION, message, 'PICORING_EVERSION');
  }
}

const fits = {
  size_t: (n) => Number.isSafeInteger(n) && n >= 0,
  int: (n) => Number.isInteger(n) && n === (n | 0),
};

/** A function that refuses what does not fit its parameters, of which koffi would make some
 *  other number. */
function counting(call, prototype, name) {
  const types = prototype.slice(prototype.indexOf('(') + 1).split(', ')
    .map((parameter) => parameter.match(/^(size_t|int) \w/)?.[1]);
  if (!types.some(Boolean)) return call;
  const checked = (target) => (...args) => {
    types.forEach((type, i) => type && fit(type, args[i], name));
    return target(...args);
  };
  return Object.assign(checked(call), { async: checked(call.async) });
}

function fit(type, n, what) {
  if (fits[type](n)) return n;
  throw new PicoringError(EINVAL, `${what}: ${String(n)} is no ${type}`);
}

/** A number of elements or bytes, or a place. */
export const count = (n) => fit('size_t', n, 'picoring');

export const lib = load();

/** A negative code becomes an exception with the library's sentence. */
export function check(code) {
  if (code < 0) throw failure(code);
  return code;
}

export function failure(code) {
  const news = code === EAGAIN || code === EEND || code === ETIMEDOUT;
  return new PicoringError(code, news ? lib.picoring_strerror(code) : lib.picoring_last_error());
}

/** True, or false for PICORING_EAGAIN; anything else throws. */
export function went(code) {
  if (code === EAGAIN) return false;
  check(code);
  return true;
}

/** What `make` stores in its last parameter, a handle. */
export function made(make, ...args) {
  const out = [null];
  check(make(...args, out));
  return out[0];
}

export const version = () => lib.picoring_version_string();
export const granularity = () => lib.picoring_granularity();

const techniques = ['auto', 'memfd', 'mremap', 'shm', 'emulated', 'placeholder', 'mapview',
  'mach_entry', 'mach_remap', 'ashmem'];

export const index = (list, value, what) => {
  const found = list.indexOf(value);
  if (found < 0) throw new PicoringError(EINVAL, `${what}: none of ${list.join(', ')}: ${value}`);
  return found;
};

/** What is left of options when all that are known were taken. */
export function refuseOthers(rest) {
  for (const name of Object.keys(rest)) throw new PicoringError(EINVAL, `there is no option ${name}`);
}

/** The C options of an object's memory. */
export function memoryOptions({ technique = 'auto', exact, prefault, lock, huge = 'off', secret,
  guard, ...rest } = {}, alignment = 0) {
  refuseOthers(rest);
  return {
    struct_size: koffi.sizeof('picoring_options'),
    technique: index(techniques, technique, 'technique'),
    exact: +!!exact,
    prefault: +!!prefault,
    lock: +!!lock,
    huge: index(['off', 'try', 'require'], huge, 'huge'),
    inherit: 0,
    dump: +!!secret,
    guard: +!!guard,
    alignment,
    allocate: null,
    deallocate: null,
    user: null,
  };
}

export function channelOptions({ spin = 0, ...memory } = {}, alignment) {
  return {
    struct_size: koffi.sizeof('picoring_channel_options'),
    memory: memoryOptions(memory, alignment),
    spin,
    drop: null,
    user: null,
  };
}

/** What a mirror really got. */
export function describe(mirror) {
  const info = { struct_size: koffi.sizeof('picoring_mirror_info') };
  for (const member of Object.keys(structs.picoring_mirror_info)) info[member] ??= 0;
  check(lib.picoring_mirror_describe(mirror, info));
  const { struct_size, technique, ...rest } = info;
  return { ...rest, technique: lib.picoring_technique_name(technique) };
}
