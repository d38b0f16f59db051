// SPDX-License-Identifier: MIT OR Apache-2.0
//
// libpicoring for Node: ring buffers on mirrored memory. What is in a ring, and what is
// free in it, is always one typed array.
//
// Whatever fails throws a PicoringError; "full" and "empty" are false and undefined. An
// object is closed by close(), `using`, or, if that is forgotten, the garbage collector.

/** Has the library's sentence: the operation, the technique tried, the system's error. */
export class PicoringError extends Error {
  /** 'PICORING_ERANGE' and so on. */
  readonly code: string;
  /** Its number, negative. */
  readonly errno: number;
}

/** An element: a number of that type, or so many bytes, which are a Uint8Array. */
export type ElementType =
  | 'i8' | 'u8' | 'i16' | 'u16' | 'i32' | 'u32' | 'i64' | 'u64' | 'f32' | 'f64' | number;

export type ArrayOf<T extends ElementType> =
  T extends 'i8' ? Int8Array : T extends 'u8' ? Uint8Array :
  T extends 'i16' ? Int16Array : T extends 'u16' ? Uint16Array :
  T extends 'i32' ? Int32Array : T extends 'u32' ? Uint32Array :
  T extends 'i64' ? BigInt64Array : T extends 'u64' ? BigUint64Array :
  T extends 'f32' ? Float32Array : T extends 'f64' ? Float64Array : Uint8Array;

export type ValueOf<T extends ElementType> =
  T extends 'i64' | 'u64' ? bigint : T extends number ? Uint8Array : number;

/** How memory is made. */
export interface MemoryOptions {
  /** 'auto' unless it matters; 'emulated' works where nothing is mirrored. */
  technique?: 'auto' | 'memfd' | 'mremap' | 'shm' | 'emulated' | 'placeholder' | 'mapview'
    | 'mach_entry' | 'mach_remap' | 'ashmem';
  /** Exactly the capacity asked for, not all that the memory holds. */
  exact?: boolean;
  /** Every page is there at once, */
  prefault?: boolean;
  /** and stays. */
  lock?: boolean;
  huge?: 'off' | 'try' | 'require';
  /** Not in core dumps. */
  secret?: boolean;
  /** An inaccessible page before and behind. */
  guard?: boolean;
}

export interface ElementOptions<T extends ElementType> extends MemoryOptions {
  /** 'u8' if not given. */
  type?: T;
}

export interface ChannelOptions<T extends ElementType> extends ElementOptions<T> {
  /** Nanoseconds that a wait looks before it sleeps; negative: not at all. */
  spin?: number;
}

export interface MirrorInfo {
  size: number; granularity: number; page_size: number; huge_bytes: number;
  prefaulted: number; locked: number; inherited: number; guarded: number; dumped: number;
  technique: string;
}

export interface WaitOptions {
  /** Milliseconds; for ever if not given. */
  timeout?: number;
  signal?: AbortSignal;
}

/** The version of the library, '0.1.0'. */
export function version(): string;
/** What the size of a mirror is a multiple of, in bytes. */
export function granularity(): number;

declare class Handle {
  /** The address of the C handle. */
  readonly handle: bigint;
  readonly closed: boolean;
  /** Arrays of the memory were given, and JavaScript may still hold one. */
  readonly viewed: boolean;
  close(): void;
  [Symbol.dispose](): void;
}

/** A place in the memory, without a copy. `array` throws once its side has moved on: after
 *  the release, the commit, the close. An array that was taken from it before shows whatever
 *  is there then, and is empty after close(). An array holds its object; a subarray or the
 *  buffer of it does not, and is empty once the object has been collected. Nothing faults:
 *  memory that `buffer.transfer()` or a stream of bytes has taken away is never unmapped. */
export class View<A extends ArrayLike<unknown> = Uint8Array> {
  readonly array: A;
  readonly length: number;
  [Symbol.iterator](): IterableIterator<A[number]>;
}

/** Memory that appears twice, side by side. */
export class Mirror extends Handle {
  constructor(size: number, options?: MemoryOptions);
  /** Bytes of one copy. */
  readonly size: number;
  /** Both copies. Touch a byte through one of them only, and sync() before the other. */
  readonly bytes: Uint8Array;
  sync(offset: number, n: number): void;
  describe(): MirrorInfo;
}

/** A ring of equal elements. For one thread. */
export class Ring<T extends ElementType = 'u8'> extends Handle {
  constructor(capacity: number, options?: ElementOptions<T>);
  readonly type: T;
  /** False if the ring is full. */
  push(value: ValueOf<T>): boolean;
  /** Undefined if the ring is empty. */
  pop(): ValueOf<T> | undefined;
  /** Drops the oldest if the ring is full. */
  pushOverwrite(value: ValueOf<T>): void;
  /** All of the array, or nothing and false. */
  pushN(array: ArrayOf<T>): boolean;
  /** Fills the array, or nothing and false. */
  popN(array: ArrayOf<T>): boolean;
  /** As many elements as fit: how many. */
  pushSome(array: ArrayOf<T>): number;
  /** As many elements as there are and the array holds: how many. */
  popSome(array: ArrayOf<T>): number;
  /** The next n free places; undefined if there are not so many now. */
  claim(n?: number): View<ArrayOf<T>> | undefined;
  /** The next n places, written in place, become readable. */
  commit(n: number): void;
  cancel(): void;
  /** All that is readable, oldest first; undefined if that is nothing. */
  peek(): View<ArrayOf<T>> | undefined;
  /** The n oldest are done with. */
  release(n: number): void;
  /** n readable elements from offset on, 0 the oldest; undefined if they are not there. */
  view(offset: number, n: number): View<ArrayOf<T>> | undefined;
  at(index: number): ValueOf<T> | undefined;
  set(index: number, value: ValueOf<T>): void;
  /** How many elements are readable, fit now, and fit at all. */
  readonly length: number;
  readonly free: number;
  readonly capacity: number;
  readonly mirror: MirrorInfo;
  clear(): void;
  [Symbol.iterator](): IterableIterator<ValueOf<T>>;
}

/** A ring that is used in place. */
export class Queue<T extends ElementType = 'u8'> extends Ring<T> {
  reserve(n: number): View<ArrayOf<T>> | undefined;
  tryPush(value: ValueOf<T>): boolean;
  tryPop(): ValueOf<T> | undefined;
}

/** Bytes, written and read like a file. For one thread. */
export class ByteStream extends Handle {
  constructor(capacity: number, options?: MemoryOptions);
  /** As much as fits: how many bytes. */
  write(data: string | ArrayBufferView): number;
  /** At most n bytes, copied: empty if there are none now, null once the stream has ended. */
  read(n?: number): Buffer | null;
  claim(n?: number): View<Buffer> | undefined;
  commit(n: number): void;
  cancel(): void;
  peek(): View<Buffer> | undefined;
  release(n: number): void;
  /** Keeps the n oldest bytes: those behind them are as if they had never been written. */
  truncate(n: number): void;
  /** Bytes from the oldest to a delimiter; -1: not there, or not yet. */
  find(delimiter: string | Uint8Array, from?: number): number;
  /** One read(2); 0: nothing now, null: the end of the file. */
  readFromFd(fd: number, n?: number): number | null;
  /** One write(2); 0: it takes nothing now, null: the stream has ended. */
  writeToFd(fd: number, n?: number): number | null;
  /** Nothing more will be written. */
  end(): void;
  /** Ended, and all of it read. */
  readonly ended: boolean;
  readonly length: number;
  readonly free: number;
  readonly capacity: number;
  readonly mirror: MirrorInfo;
  clear(): void;
  /** Until there is something to read, or the end. */
  readable(): Promise<void>;
  /** Until something fits; rejected if the stream ends first. */
  writable(): Promise<void>;
  /** Chunks as they come, copied, until the end. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Buffer>;
  /** What is written to it can be read from it, bounded by the capacity. */
  duplex(options?: import('node:stream').DuplexOptions): import('node:stream').Duplex;
}

export interface ListOptions<T extends ElementType> {
  type?: T;
  /** Elements that ever find place; all that memory holds if not given. */
  reserve?: number;
  /** Elements of a chunk. */
  chunk?: number;
  /** Bytes committed at once. */
  leastStep?: number;
  mostStep?: number;
  smallPages?: boolean;
  secret?: boolean;
}

/** A growing array whose elements never move. For one thread. */
export class List<T extends ElementType = 'u8'> extends Handle {
  constructor(options?: ListOptions<T>);
  push(value: ValueOf<T>): void;
  append(array: ArrayOf<T>): void;
  pop(): ValueOf<T> | undefined;
  get(index: number): ValueOf<T> | undefined;
  set(index: number, value: ValueOf<T>): void;
  /** n places behind the last element. */
  claim(n: number): View<ArrayOf<T>>;
  commit(n: number): void;
  cancel(): void;
  /** In place; good until elements go. Appending moves nothing. */
  view(offset?: number, n?: number): View<ArrayOf<T>> | undefined;
  chunks(): IterableIterator<View<ArrayOf<T>>>;
  truncate(n: number): void;
  clear(): void;
  reserve(n: number): void;
  /** Memory behind the last element goes back. All arrays of the list are emptied; as long as
   *  one has not been collected, PICORING_ESTATE. */
  shrink(): void;
  readonly length: number;
  readonly capacity: number;
  readonly chunkCount: number;
  describe(): { reserved: number; committed: number; huge_bytes: number };
  [Symbol.iterator](): IterableIterator<ValueOf<T>>;
}

/** What adopt() makes a side of, in another worker. */
export interface Token<S> {
  readonly kind: string;
  readonly address: bigint;
  readonly memory: { base: bigint; bytes: number };
  /** Shared by all copies: whether it was adopted. */
  readonly taken: Int32Array;
  readonly side?: S; // for the type only
}

/** The side that was given away with transfer(): once, then it is PICORING_EBUSY. */
export function adopt<S>(token: Token<S>): S;

/** A side of a channel. It is one thread's at a time: while a wait is on, every verb but
 *  interrupt() and close() throws PICORING_EBUSY. */
declare class Side extends Handle {
  /** Gives the side away: post the token to a worker, which adopts it. Refused once a view
   *  was given. A token that nobody adopts keeps the memory. */
  transfer(): Token<this>;
  /** The wait that is on is rejected with PICORING_EINTR. */
  interrupt(): void;
  /** Ends the channel: a writer's reader gets what is there. Of many producers: for all. */
  end(): void;
}

declare class EventSide extends Side {
  /** A descriptor for koffi.node.poll(), readable once an armed side is ready. */
  event(): number | bigint;
  disarm(): void;
}

declare class Popping<T extends ElementType> extends EventSide {
  readonly capacity: number;
  /** Undefined if there is none; `ended` tells whether one may still come. */
  pop(): ValueOf<T> | undefined;
  popN(array: ArrayOf<T>): boolean;
  popSome(array: ArrayOf<T>): number;
  peek(): View<ArrayOf<T>> | undefined;
  release(n: number): void;
  readonly length: number;
  readonly ended: boolean;
  /** True: n are there now. False: the event will tell once. */
  arm(n: number): boolean;
  /** True: n are there; false: the time is over, or the channel. Sleeps in libuv's pool. */
  waitReadable(n?: number, options?: WaitOptions): Promise<boolean>;
  [Symbol.asyncIterator](): AsyncIterableIterator<ValueOf<T>>;
  /** Makes a ring of the channel, once all other handles are closed. */
  intoRing(): Ring<T>;
}

export class SpscWriter<T extends ElementType = 'u8'> extends EventSide {
  readonly capacity: number;
  push(value: ValueOf<T>): boolean;
  pushN(array: ArrayOf<T>): boolean;
  pushSome(array: ArrayOf<T>): number;
  claim(n: number): View<ArrayOf<T>> | undefined;
  commit(n: number): void;
  cancel(): void;
  readonly free: number;
  arm(n: number): boolean;
  waitWritable(n?: number, options?: WaitOptions): Promise<boolean>;
}

export class SpscReader<T extends ElementType = 'u8'> extends Popping<T> {}
export class MpscReader<T extends ElementType = 'u8'> extends Popping<T> {}

export class MpscProducer<T extends ElementType = 'u8'> extends Side {
  readonly capacity: number;
  push(value: ValueOf<T>): boolean;
  pushN(array: ArrayOf<T>): boolean;
  /** Places in order, copied in at commit; the reader waits for them. */
  claim(n: number): View<ArrayOf<T>> | undefined;
  commit(n: number): void;
  abort(): void;
  waitWritable(n?: number, options?: WaitOptions): Promise<boolean>;
}

/** A channel from one thread to one other. Closing it closes no side that is open. */
export class Spsc<T extends ElementType = 'u8'> extends Handle {
  constructor(capacity: number, options?: ChannelOptions<T>);
  /** With the ring's memory and what is in it; the ring is closed. */
  static fromRing<T extends ElementType>(ring: Ring<T>): Spsc<T>;
  writer(): SpscWriter<T>;
  reader(): SpscReader<T>;
  readonly capacity: number;
  readonly mirror: MirrorInfo;
}

/** A channel from many threads to one. Close it when no more producers are opened: it ends
 *  with the last of them. */
export class Mpsc<T extends ElementType = 'u8'> extends Handle {
  constructor(capacity: number, options?: ChannelOptions<T>);
  static fromRing<T extends ElementType>(ring: Ring<T>): Mpsc<T>;
  producer(): MpscProducer<T>;
  reader(): MpscReader<T>;
  readonly capacity: number;
  readonly mirror: MirrorInfo;
}

/** Messages of any length, from one or many threads to one. */
export class Records extends Handle {
  constructor(size: number, options?: MemoryOptions & { producers?: 'one' | 'many'; spin?: number });
  producer(): RecordsProducer;
  reader(): RecordsReader;
  /** Bytes of the longest message. */
  readonly longest: number;
  readonly mirror: MirrorInfo;
}

export class RecordsProducer extends Side {
  push(message: string | Uint8Array): boolean;
  /** A place in order, copied in at commit; the reader waits for it. */
  claim(length: number): View<Buffer> | undefined;
  commit(length: number): void;
  abort(): void;
  waitWritable(length: number, options?: WaitOptions): Promise<boolean>;
}

export class RecordsReader extends EventSide {
  /** The next message in place, good until release(); undefined if there is none, or none
   *  before release(). */
  read(): View<Buffer> | undefined;
  /** All messages read so far are done with. */
  release(): void;
  readonly ended: boolean;
  arm(): boolean;
  waitReadable(options?: WaitOptions): Promise<boolean>;
  /** Each message is good until the next is asked for. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Buffer>;
}
