import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parse, type Literal, type Node } from 'acorn';
import { simple } from 'acorn-walk';
import type { Language } from '@codecsmith/codec';
import { codeckitJavaScriptPath, codeckitPath } from './codeckit.ts';

/** Files of codeckit that a codec needs, by their path below codeckit's folder; empty when it imports none. */
export type CodeckitParts = ReadonlyMap<string, Uint8Array>;

/** Finds the parts by the import statements of the codec, and of what it imports. */
export function usedCodeckitParts(language: Language, source: string): CodeckitParts {
  return language === 'python' ? pythonParts(source) : javascriptParts(source);
}

/** Hex sha256 of the parts: the same codec with other parts may write other streams. Null when there are none. */
export function codeckitDigest(parts: CodeckitParts): string | null {
  if (parts.size === 0) return null;
  const hash = createHash('sha256');
  for (const path of [...parts.keys()].sort()) hash.update(`${path}\0`).update(parts.get(path) ?? '');
  return hash.digest('hex');
}

interface ModuleLink {
  readonly start: number;
  readonly end: number;
  readonly from: string;
  /** Of the name of the other module, with its quotes. */
  readonly literal: { readonly start: number; readonly end: number };
  /** Names that are wanted of it; undefined for all. */
  readonly names: readonly string[] | undefined;
  /** Whether the statement only passes names on. */
  readonly isReExport: boolean;
}

const INDEX = 'index.js';

function javascriptParts(source: string): CodeckitParts {
  const wanted = linksOf(source).filter(({ from }) => from === 'codeckit');
  if (wanted.length === 0) return new Map();
  const names = wanted.some((link) => link.names === undefined)
    ? undefined
    : wanted.flatMap((link) => link.names ?? []);
  const parts = new Map<string, Uint8Array>();
  const read = (path: string): string => readFileSync(join(codeckitJavaScriptPath(), path), 'utf8');
  const index = onlyUsed(read(INDEX), names);
  parts.set(INDEX, Buffer.from(index));
  const add = (path: string, text: string): void => {
    for (const { from } of linksOf(text)) {
      const next = normalize(join(dirname(path), from));
      if (parts.has(next)) continue;
      const found = read(next);
      parts.set(next, Buffer.from(found));
      add(next, found);
    }
  };
  add(INDEX, index);
  return parts;
}

/** A module in pieces: text, and numbers where the name of another module belongs, by its place in the list. */
export type ModulePieces = (string | number)[];

/**
 * A JavaScript codec and the parts of codeckit that it uses, each behind those it imports and the codec last: for
 * engines that know modules by address alone.
 *
 * @throws Error when it imports anything but codeckit, or modules import each other in a circle
 */
export function linkedModules(source: string): ModulePieces[] {
  const parts = javascriptParts(source);
  const modules: ModulePieces[] = [];
  const places = new Map<string, number | 'open'>();
  const placeOf = (path: string): number => {
    const known = places.get(path);
    if (known === 'open') throw new Error(`${path} imports itself by others`);
    if (known !== undefined) return known;
    const part = parts.get(path);
    if (part === undefined) throw new Error(`${path} cannot be imported: a candidate may import codeckit`);
    places.set(path, 'open');
    add(Buffer.from(part).toString('utf8'), (from) => normalize(join(dirname(path), from)));
    places.set(path, modules.length - 1);
    return modules.length - 1;
  };
  const add = (text: string, pathOf: (from: string) => string): void => {
    const pieces: ModulePieces = [];
    let at = 0;
    for (const { from, literal } of linksOf(text)) {
      pieces.push(text.slice(at, literal.start), placeOf(pathOf(from)));
      at = literal.end;
    }
    pieces.push(text.slice(at));
    modules.push(pieces);
  };
  add(source, (from) => (from === 'codeckit' ? INDEX : from));
  return modules;
}

/** The index without the statements that pass on what nobody wants. */
function onlyUsed(index: string, names: readonly string[] | undefined): string {
  if (names === undefined) return index;
  let text = index;
  for (const link of linksOf(index).toReversed()) {
    const isUsed = link.names === undefined || link.names.some((name) => names.includes(name));
    if (!link.isReExport || isUsed) continue;
    text = text.slice(0, link.start) + text.slice(link.end).replace(/^\n/, '');
  }
  return text;
}

const nameOf = (node: { name?: string; value?: unknown }): string => node.name ?? String(node.value);

function linksOf(source: string): ModuleLink[] {
  const links: ModuleLink[] = [];
  const link = (node: Node, source: Literal, names: ModuleLink['names'], isReExport: boolean): void => {
    const { start, end, value } = source;
    links.push({ start: node.start, end: node.end, from: String(value), literal: { start, end }, names, isReExport });
  };
  simple(parse(source, { ecmaVersion: 'latest', sourceType: 'module' }), {
    ImportDeclaration(node) {
      const named = node.specifiers.map((each) =>
        each.type === 'ImportSpecifier' ? nameOf(each.imported) : undefined,
      );
      const all = named.includes(undefined) || named.length === 0;
      link(node, node.source, all ? undefined : named.filter((name) => name !== undefined), false);
    },
    ExportNamedDeclaration(node) {
      if (node.source == null) return;
      const names = node.specifiers.map((each) => nameOf(each.exported));
      link(node, node.source, names, true);
    },
    ExportAllDeclaration: (node) => link(node, node.source, undefined, true),
  });
  return links;
}

const FROM = /^[ \t]*from[ \t]+([.\w]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n#]*)/gm;
const IMPORT = /^[ \t]*import[ \t]+([^\n#]*)/gm;
const PACKAGE = 'codeckit';

function pythonParts(source: string): CodeckitParts {
  const folder = codeckitPath();
  const modules = new Set(
    readdirSync(folder)
      .filter((name) => name.endsWith('.py') && name !== '__main__.py')
      .map((name) => name.slice(0, -3)),
  );
  const parts = new Map<string, Uint8Array>();
  const visit = (names: readonly string[]): void => {
    for (const name of names) {
      const path = `${name}.py`;
      if (!modules.has(name) || parts.has(path)) continue;
      const bytes = readFileSync(join(folder, path));
      parts.set(path, bytes);
      visit(name === '__init__' ? [] : importedModules(bytes.toString('utf8'), modules));
    }
  };
  const wanted = importedModules(source, modules);
  if (wanted.length > 0) visit(['__init__', ...wanted]);
  return parts;
}

/** Modules of codeckit that a text imports, itself one of them or not; all where the package is imported as a whole. */
function importedModules(text: string, modules: ReadonlySet<string>): string[] {
  const found: string[] = [];
  for (const [, from = '', list = ''] of text.matchAll(FROM)) {
    const relative = /^\.(\w*)$/.exec(from)?.[1] ?? /^codeckit(?:\.(\w+))?$/.exec(from)?.[1];
    if (relative !== undefined && relative !== '') found.push(relative);
    else if (from === '.' || from === PACKAGE) found.push('__init__', ...namesIn(list, modules));
  }
  for (const [, list = ''] of text.matchAll(IMPORT)) {
    for (const item of list.split(',')) {
      const [, module] = /^\s*codeckit(?:\.(\w+))?\s*(?:as\s+\w+\s*)?$/.exec(item) ?? [];
      if (module !== undefined) found.push(module);
      else if (/^\s*codeckit\b/.test(item)) found.push(...modules);
    }
  }
  return found;
}

function namesIn(list: string, modules: ReadonlySet<string>): string[] {
  const names = list
    .replace(/[()]|#[^\n]*/g, '')
    .split(',')
    .map((name) => name.trim().split(/\s+/)[0] ?? '');
  if (names.includes('*')) return [...modules];
  return names.flatMap((name) => (modules.has(name) ? [name] : []));
}
