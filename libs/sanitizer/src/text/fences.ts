import { ENTRY_POINTS, type Language } from '@codecsmith/codec';
import { changed, type Draft } from './draft.ts';
import type { RepairDescription } from '../rule.ts';

export const fences: RepairDescription = {
  id: 'text.fence',
  kind: 'repair',
  title: 'Code is taken out of Markdown fences.',
  why: 'Models wrap code in fences and write around it. When the text is not a program, the fenced block that holds both entry points is kept, else all blocks of the language. Everything else becomes blank lines.',
  bad: 'Here is the code:\n\n```python\nLEVEL = 1\n```\n\nIt works.',
  good: 'NOTE = """\n```python\nLEVEL = 1\n```\n"""',
};

interface Block {
  readonly tag: string;
  /** Index of the first line inside and of the line behind the last. */
  readonly from: number;
  readonly to: number;
  readonly indent: number;
}

const TAGS: Readonly<Record<Language, readonly string[]>> = {
  python: ['python', 'py', 'python3', 'py3'],
  javascript: ['javascript', 'js', 'mjs', 'ecmascript', 'node', 'typescript', 'ts'],
};

interface Fence {
  readonly mark: string;
  readonly tag: string;
  readonly indent: number;
}

function readFence(line: string): Fence | undefined {
  const text = line.trimStart();
  const char = text[0];
  if (char !== '`' && char !== '~') return undefined;
  let length = 0;
  while (text[length] === char) length += 1;
  if (length < 3) return undefined;
  const tag = text.slice(length).trim().split(' ')[0] ?? '';
  return { mark: text.slice(0, length), tag: tag.toLowerCase(), indent: line.length - text.length };
}

/** Blocks in order; a fence that is never closed reaches to the end. */
function readBlocks(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let open: (Fence & { from: number }) | undefined;
  lines.forEach((line, index) => {
    const fence = readFence(line);
    if (!fence) return;
    if (!open) open = { ...fence, from: index + 1 };
    else if (fence.tag === '' && fence.mark.startsWith(open.mark)) {
      blocks.push({ tag: open.tag, from: open.from, to: index, indent: open.indent });
      open = undefined;
    }
  });
  if (open) blocks.push({ tag: open.tag, from: open.from, to: lines.length, indent: open.indent });
  return blocks;
}

const isWordChar = (char: string | undefined): boolean => char !== undefined && /[\w$]/u.test(char);

/** True when a name occurs as a whole word: `compress_video_frame` is not found in `decompress_video_frame`. */
function mentions(text: string, name: string): boolean {
  for (let index = text.indexOf(name); index >= 0; index = text.indexOf(name, index + 1)) {
    if (!isWordChar(text[index - 1]) && !isWordChar(text[index + name.length])) return true;
  }
  return false;
}

function holdsPair(text: string, language: Language): boolean {
  const pairs = Object.values(ENTRY_POINTS[language]);
  return pairs.some(({ encode, decode }) => mentions(text, encode.name) && mentions(text, decode.name));
}

/** Blocks that make up the program: the longest with both entry points, else all of the language. */
function choose(lines: readonly string[], language: Language): Block[] {
  const blocks = readBlocks(lines);
  const only = blocks.length === 1 ? blocks[0] : undefined;
  const before = only ? lines.slice(0, only.from - 1).join('\n') : '';
  if (only && only.tag === '' && holdsPair(before, language))
    return [{ tag: '', from: 0, to: only.from - 1, indent: 0 }];
  const tagged = blocks.filter(({ tag }) => TAGS[language].includes(tag));
  const untagged = blocks.filter(({ tag }) => tag === '');
  const fitting = tagged.length > 0 ? tagged : untagged.length > 0 ? untagged : blocks;
  const whole = fitting.filter(({ from, to }) => holdsPair(lines.slice(from, to).join('\n'), language));
  const longest = whole.sort((a, b) => b.to - b.from - (a.to - a.from))[0];
  return longest ? [longest] : fitting;
}

/** Blanks everything outside the chosen blocks; without a fence the draft comes back as it is. */
export function takeOutOfFences(draft: Draft, language: Language): Draft {
  const lines = draft.text.split('\n');
  const blocks = choose(lines, language);
  const first = blocks[0];
  if (!first) return draft;
  const kept = lines.map((line, index) => {
    const block = blocks.find(({ from, to }) => index >= from && index < to);
    if (!block) return '';
    return line.slice(0, block.indent).trim() === '' ? line.slice(block.indent) : line;
  });
  const description = `kept ${blocks.length === 1 ? 'the fenced block' : `${blocks.length} fenced blocks`}, blanked the text around`;
  return changed(draft, kept.join('\n'), { rule: fences.id, line: first.from + 1, description });
}

/** The language of a text from its fences and the names it uses; Python when nothing speaks for another. */
export function guessLanguage(source: string): Language {
  const score = (language: Language): number => {
    const names = Object.values(ENTRY_POINTS[language]).flatMap(({ encode, decode }) => [encode.name, decode.name]);
    const tags = readBlocks(source.split('\n')).filter(({ tag }) => TAGS[language].includes(tag)).length;
    return names.filter((name) => mentions(source, name)).length * 4 + tags;
  };
  return score('javascript') > score('python') ? 'javascript' : 'python';
}
