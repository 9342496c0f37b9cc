import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parse, type Node } from 'acorn';
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
  const link = (node: Node, from: unknown, names: ModuleLink['names'], isReExport: boolean): void => {
    links.push({ start: node.start, end: node.end, from: String(from), names, isReExport });
  };
  simple(parse(source, { ecmaVersion: 'latest', sourceType: 'module' }), {
    ImportDeclaration(node) {
      const named = node.specifiers.map((each) =>
        each.type === 'ImportSpecifier' ? nameOf(each.imported) : undefined,
      );
      const all = named.includes(undefined) || named.length === 0;
      link(node, node.source.value, all ? undefined : named.filter((name) => name !== undefined), false);
    },
    ExportNamedDeclaration(node) {
      if (node.source == null) return;
      const names = node.specifiers.map((each) => nameOf(each.exported));
      link(node, node.source.value, names, true);
    },
    ExportAllDeclaration: (node) => link(node, node.source.value, undefined, true),
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
