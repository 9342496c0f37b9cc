import type { Code, Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';

/** A fenced block of a reply. */
export interface Fence {
  /** First word after the opening fence, lower case; empty when there is none. */
  readonly tag: string;
  readonly body: string;
  /** False when the reply ended before the fence did. */
  readonly closed: boolean;
}

/** A reply as Markdown: its fenced blocks in order, and the text around them as it was sent. */
export interface Blocks {
  readonly fences: readonly Fence[];
  readonly prose: string;
}

const WRAPPERS: ReadonlySet<string> = new Set(['markdown', 'md', 'mdx']);
/** Code that a model began on the line of its opening fence. */
const CODE_AFTER_TAG = /^(?:import|from|def|class|const|let|var|function|export)\s/u;

/** Splits a reply by the rules of CommonMark, fences in lists, quotes and Markdown wrappers included. */
export function blocksOf(text: string): Blocks {
  const tree = parse(text);
  const fences: Fence[] = [];
  let prose = '';
  let at = 0;
  for (const node of fencesIn(tree, text)) {
    const [from, to] = [startOf(node), endOf(node)];
    const inString = whole(node, text);
    if (inString !== undefined) {
      const rest = blocksOf(text.slice(inString.end));
      return {
        fences: [...fences, fence(node, inString.body, true), ...rest.fences],
        prose: `${prose}${text.slice(at, from)}${rest.prose}`,
      };
    }
    const closed = isClosed(node, text);
    prose += text.slice(at, from);
    at = to;
    fences.push(...unwrapped(fence(node, node.value, closed)));
  }
  return { fences, prose: prose + text.slice(at) };
}

/** The text ends inside of a fence: what would follow is code. */
export function endsInFence(text: string): boolean {
  const more = `${text}x`;
  return fencesIn(parse(more), more).some((node) => endOf(node) === more.length && !isClosed(node, more));
}

/** HTML is text to us: an `<answer>` around a fence must not swallow it. */
const parse = (text: string): Nodes =>
  fromMarkdown(text, { extensions: [{ disable: { null: ['htmlFlow', 'htmlText'] } }] });

/** Fenced blocks, in order; an indented block is part of the prose, for code without a fence looks like that. */
function fencesIn(node: Nodes, text: string): Code[] {
  if (node.type === 'code') return /^[`~]/u.test(text.slice(startOf(node))) ? [node] : [];
  return 'children' in node ? node.children.flatMap((child) => fencesIn(child, text)) : [];
}

const startOf = (node: Nodes): number => node.position?.start.offset ?? 0;
const endOf = (node: Nodes): number => node.position?.end.offset ?? 0;

function fence({ lang, meta }: Code, body: string, closed: boolean): Fence {
  const tag = (lang ?? '').toLowerCase();
  return { tag, body: meta != null && CODE_AFTER_TAG.test(meta) ? `${meta}\n${body}` : body, closed };
}

const markOf = (node: Code, text: string): string => /^(?:`+|~+)/u.exec(text.slice(startOf(node)))?.[0] ?? '```';

function isClosed(node: Code, text: string): boolean {
  const lines = text.slice(startOf(node), endOf(node)).split('\n');
  const last = (lines.at(-1) ?? '').replace(/^[\s>]*/u, '').trimEnd();
  return lines.length > 1 && closes(last, markOf(node, text));
}

const closes = (line: string, mark: string): boolean =>
  line.length >= mark.length && line === (mark[0] ?? '`').repeat(line.length);

/** A Markdown wrapper holds the reply proper. Its fences that its own end closed are closed. */
function unwrapped(outer: Fence): readonly Fence[] {
  if (!WRAPPERS.has(outer.tag)) return [outer];
  return blocksOf(outer.body).fences.map((inner) => ({ ...inner, closed: inner.closed || outer.closed }));
}

/**
 * A fence inside of a string or a comment of the code ends no block: a docstring may show an example. The body then goes
 * on to the next line that could close it, until its strings are closed.
 */
function whole(node: Code, text: string): { readonly body: string; readonly end: number } | undefined {
  if (!isClosed(node, text) || !insideText(node.value)) return undefined;
  const mark = markOf(node, text);
  const from = text.indexOf('\n', startOf(node)) + 1;
  for (let at = endOf(node); at < text.length;) {
    const next = text.indexOf('\n', at + 1);
    const line = text.slice(at, next < 0 ? undefined : next).replace(/^\n/u, '');
    const body = text.slice(from, at);
    if (closes(line.trim(), mark) && !insideText(body)) return { body, end: next < 0 ? text.length : next };
    if (next < 0) return undefined;
    at = next;
  }
  return undefined;
}

/** The code ends in the middle of a Python string of three quotes, or of a JavaScript comment. */
function insideText(code: string): boolean {
  const count = (part: string): number => code.split(part).length - 1;
  return count('"""') % 2 === 1 || count("'''") % 2 === 1 || (count('/*') > count('*/') && /^\s*\/\*/mu.test(code));
}
