/**
 * The candidate's isolate: a JavaScript engine without files, network, timers or modules of Node. It removes what a
 * candidate has no business with; the jail around the process is the wall.
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { print } from './channel.mjs';

const ivm = createRequire(import.meta.url)('isolated-vm');
const FILE_NAME = 'codec.mjs';
const BYTES_PER_MIB = 1024 * 1024;
/** Isolates refuse less. */
const MIN_MEMORY_MIB = 8;

/** What a candidate finds beside the language itself, and how the harness calls into it. Runs inside the isolate. */
const PRELUDE = `
'use strict';
(print, configText) => {
  const show = (value) => {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return value.stack ?? String(value);
    try { return JSON.stringify(value) ?? String(value); } catch { return String(value); }
  };
  const log = (...values) => print(values.map(show).join(' ') + '\\n');
  globalThis.console = Object.freeze({ log, info: log, warn: log, error: log, debug: log });
  const config = Object.freeze(JSON.parse(configText));
  const { width, height, color } = config;
  const wrong = (message) => ({ invalid: message });
  const bytesOf = (value) => {
    if (value instanceof Uint8Array) return new Uint8Array(value);
    const kind = value === null ? 'null' : typeof value === 'object' ? (value.constructor?.name ?? 'object') : typeof value;
    return wrong('expected Uint8Array, got ' + kind);
  };
  const frame = (buffer) => ({ width, height, color, data: new Uint8Array(buffer) });
  const framesBytes = (value, size) => {
    if (value instanceof Uint8Array) return bytesOf(value);
    if (!Array.isArray(value)) return bytesOf(value);
    const joined = new Uint8Array(value.length * size);
    for (let index = 0; index < value.length; index += 1) {
      const data = value[index] instanceof Uint8Array ? value[index] : value[index]?.data;
      if (!(data instanceof Uint8Array)) return wrong('frame ' + index + ': expected Uint8Array');
      if (data.length !== size) return wrong('frame ' + index + ': expected ' + size + ' bytes, got ' + data.length);
      joined.set(data, index * size);
    }
    return joined;
  };
  return {
    encodeFrame: (entry, buffer, index) => bytesOf(entry(frame(buffer), index, config)),
    decodeFrame: (entry, buffer, index) => bytesOf(entry(new Uint8Array(buffer), index, config)),
    encodeVideo: (entry, buffers) => bytesOf(entry(buffers.map(frame), config)),
    decodeVideo: (entry, buffer, size) => framesBytes(entry(new Uint8Array(buffer), config), size),
  };
}`;

const transfer = (bytes) => {
  const own = new ArrayBuffer(bytes.length);
  new Uint8Array(own).set(bytes);
  return new ivm.ExternalCopy(own, { transferOut: true }).copyInto({ release: true, transferIn: true });
};

/** Modules that a candidate may import: codeckit, and what codeckit's own files import from beside them. */
function moduleLoader(isolate, packages) {
  const paths = new Map();
  const loaded = new Map();
  const load = (path) => {
    const known = loaded.get(path);
    if (known !== undefined) return known;
    const module = isolate.compileModuleSync(readFileSync(path, 'utf8'), { filename: path });
    loaded.set(path, module);
    paths.set(module, path);
    return module;
  };
  const resolve = (specifier, referrer) => {
    const from = paths.get(referrer);
    if (specifier === 'codeckit') return join(packages, 'codeckit-javascript', 'index.js');
    if (from !== undefined && specifier.startsWith('.')) return join(dirname(from), specifier);
    throw new Error(`${specifier} cannot be imported: a candidate may import codeckit`);
  };
  return (specifier, referrer) => {
    const path = resolve(specifier, referrer);
    if (!existsSync(path) || !realpathSync(path).startsWith(realpathSync(packages))) {
      throw new Error(`${specifier} is not there`);
    }
    return load(path);
  };
}

/** Runs the candidate's module once and returns a way to call its entry point. */
export class Candidate {
  #isolate;
  #context;
  #harness;
  #entry;

  constructor(memoryBytes, config) {
    const memoryLimit = Math.max(MIN_MEMORY_MIB, Math.floor(memoryBytes / BYTES_PER_MIB));
    this.#isolate = new ivm.Isolate({ memoryLimit });
    this.#context = this.#isolate.createContextSync();
    const prelude = this.#isolate.compileScriptSync(PRELUDE).runSync(this.#context, { reference: true });
    const log = new ivm.Callback((text) => print(String(text)));
    this.#harness = prelude.applySync(undefined, [log, JSON.stringify(config)], { result: { reference: true } });
  }

  load(code, entryName, packages) {
    const tail = `\n;globalThis.$entry = typeof ${entryName} === 'undefined' ? undefined : ${entryName};`;
    const module = this.#isolate.compileModuleSync(code + tail, { filename: FILE_NAME });
    module.instantiateSync(this.#context, moduleLoader(this.#isolate, packages));
    module.evaluateSync();
    this.#entry = this.#context.global.getSync('$entry', { reference: true });
    return this.#entry.typeof === 'function';
  }

  /** Calls one of the prelude's functions; buffers are moved in, the result is copied out. */
  call(name, ...parameters) {
    const values = parameters.map((value) => {
      if (value instanceof Uint8Array) return transfer(value);
      return Array.isArray(value)
        ? new ivm.ExternalCopy(value.map((one) => one.slice().buffer)).copyInto({ release: true })
        : value;
    });
    const method = this.#harness.getSync(name, { reference: true });
    return method.applySync(undefined, [this.#entry.derefInto(), ...values], { result: { copy: true } });
  }
}
