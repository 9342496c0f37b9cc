import { MODULE } from './module.ts';

const PAGE = 65_536;
/** Addresses are multiples of this. */
const ALIGN = 64;

/** What kernels/*.c export. Numbers are addresses in bytes, counts of samples, and whether these have over 10 bits. */
interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly __heap_base: { readonly value: number };
  plane_errors(reference: number, distorted: number, count: number, deep: number, out: number): void;
  masked_error(reference: number, distorted: number, width: number, height: number, tables: number): number;
  block_error(reference: number, distorted: number, width: number, ...block: [...Edges, deep: number]): number;
  high_pass(plane: number, width: number, ...part: [...Edges, deep: number]): number;
  high_pass_of_squares(plane: number, width: number, height: number, ...part: Edges): number;
  change(now: number, last: number, before: number, width: number, ...block: [...Edges, deep: number]): number;
  change_of_squares(now: number, last: number, before: number, width: number, ...block: Edges): number;
  fill(from: number, to: number, count: number, scale: number): void;
  halve(from: number, width: number, height: number, to: number, taps: number, line: number): void;
  similarity(
    ...[a, b, width, height, taps, limits, withLuminance, out]: [
      ...[number, number, number, number, number, number, number, number],
    ]
  ): void;
}

/** A part of a picture; right and bottom are the first column and line behind it. */
export type Edges = [left: number, top: number, right: number, bottom: number];

/** Whether samples need the kernels' wider sums. */
export const isDeep = ({ bitDepth }: { readonly bitDepth: number }): boolean => bitDepth > 10;

/** What is used of it: the types of Node have none. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

let compiled: object | undefined;

/** The kernels of the metrics with a memory of their own: WebAssembly with SIMD, the same numbers on every machine. */
export class Kernels {
  readonly run: KernelExports;
  #next: number;

  constructor() {
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(MODULE), (digit) => digit.charCodeAt(0)));
    this.run = new WebAssembly.Instance(compiled).exports as KernelExports;
    this.#next = this.run.__heap_base.value;
  }

  /** @returns the address of this many bytes, and a few more behind them that may be read */
  allocate(bytes: number): number {
    const address = Math.ceil(this.#next / ALIGN) * ALIGN;
    this.#next = address + bytes + ALIGN;
    const missing = this.#next - this.run.memory.buffer.byteLength;
    if (missing > 0) this.run.memory.grow(Math.ceil(missing / PAGE));
    return address;
  }

  /** Keeps these numbers, as doubles. @returns their address */
  keep(values: readonly number[]): number {
    const address = this.allocate(values.length * 8);
    this.doubles(address, values.length).set(values);
    return address;
  }

  /** A view that the next allocation ends. */
  doubles(address: number, count: number): Float64Array {
    return new Float64Array(this.run.memory.buffer, address, count);
  }

  /** A view that the next allocation ends. */
  words(address: number, count: number): Uint16Array {
    return new Uint16Array(this.run.memory.buffer, address, count);
  }
}
