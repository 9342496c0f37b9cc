import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'acorn';
import { simple } from 'acorn-walk';
import { ENTRY_POINTS } from '@codecsmith/codec';
import { usedCodeckitParts } from '@codecsmith/codeckit';
import type { Codec } from './codec.ts';

/** Files of a package by their path in it. */
export type PackageFiles = ReadonlyMap<string, Uint8Array>;

const RUNNERS = fileURLToPath(new URL('../runner', import.meta.url));

/** Texts that are written elsewhere. */
export interface PackageTexts {
  readonly licence: string;
  /** The stream's bytes, as `docs/take-home.md` has them. */
  readonly stream: string;
  readonly readme: string;
  /** What was measured, as JSON; null for a codec that was not. */
  readonly card: object | null;
}

/** Seed of every run of the lab. */
const SEED = 0;

/** A codec as a program of its own: source, the parts of codeckit that it uses, a runner, contract, licence, card. */
export function packageCodec(codec: Codec, texts: PackageTexts): PackageFiles {
  const { language, api, color, digest, kit, code } = codec;
  const about = { language, api, color, seed: SEED, digest, kit };
  const files = new Map<string, Uint8Array>();
  const add = (path: string, text: string | Uint8Array): void => {
    files.set(path, typeof text === 'string' ? Buffer.from(text) : text);
  };
  for (const [path, bytes] of runnerFiles(language)) add(path, bytes);
  for (const [path, bytes] of usedCodeckitParts(language, code)) add(`codeckit/${path}`, bytes);
  if (language === 'python') add('source/codec.py', code);
  else {
    add('source/codec.js', code);
    add('source/module.mjs', moduleOf(codec, '../codeckit/index.js'));
    add('package.json', json({ private: true, type: 'module', license: 'Apache-2.0' }));
  }
  add('codec.json', json(about));
  if (texts.card !== null) add('card.json', json(texts.card));
  add('CONTRACT.md', readFileSync(join(RUNNERS, 'CONTRACT.md'), 'utf8') + texts.stream);
  add('LICENSE', texts.licence);
  add('README.md', texts.readme);
  return files;
}

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

function* runnerFiles(language: Codec['language']): Generator<[path: string, bytes: Uint8Array]> {
  const folder = join(RUNNERS, language);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    yield [path.slice(folder.length + 1), readFileSync(path)];
  }
}

/**
 * A codec in JavaScript as a module of its own: what it imports from codeckit comes from `kit`, and its two functions are
 * exported as `labEncode` and `labDecode`.
 */
export function moduleOf({ code, api }: Pick<Codec, 'code' | 'api'>, kit: string): string {
  const imports: { readonly start: number; readonly end: number }[] = [];
  simple(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }), {
    ImportDeclaration: ({ source }) => {
      if (source.value === 'codeckit') imports.push(source);
    },
  });
  let text = code;
  for (const { start, end } of imports.toSorted((a, b) => b.start - a.start)) {
    text = text.slice(0, start) + JSON.stringify(kit) + text.slice(end);
  }
  const { encode, decode } = ENTRY_POINTS.javascript[api];
  return `${text}\nexport { ${encode.name} as labEncode, ${decode.name} as labDecode };\n`;
}
