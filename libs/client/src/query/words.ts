import { QueryProblem } from './query-problem.ts';

/** A piece of a query, and where it begins. */
export interface Word {
  readonly kind: 'word' | 'quoted' | 'operator' | 'open' | 'close' | 'end';
  readonly text: string;
  /** Characters before it. */
  readonly at: number;
}

const PIECES =
  /\s*(?:(?<open>\()|(?<close>\))|(?<operator><=|>=|!=|[<>=~:])|"(?<quoted>(?:[^"\\]|\\.)*)"|(?<word>[^\s()<>=!~:"]+))/y;

/** @throws QueryProblem at a character that begins nothing, such as a quotation mark without its partner */
export function wordsOf(query: string): Word[] {
  const words: Word[] = [];
  PIECES.lastIndex = 0;
  for (;;) {
    const from = PIECES.lastIndex;
    const rest = query.slice(from);
    if (rest.trim() === '') return [...words, { kind: 'end', text: '', at: query.trimEnd().length }];
    const at = from + rest.length - rest.trimStart().length;
    const groups = PIECES.exec(query)?.groups;
    if (groups === undefined) {
      const reason = query[at] === '"' ? 'this quotation mark has no partner' : `"${query[at]}" does not belong here`;
      throw new QueryProblem(reason, at);
    }
    words.push(wordOf(groups, at));
  }
}

function wordOf(groups: Readonly<Record<string, string | undefined>>, at: number): Word {
  for (const kind of ['open', 'close', 'operator', 'word'] as const) {
    const text = groups[kind];
    if (text !== undefined) return { kind, text, at };
  }
  return { kind: 'quoted', text: (groups['quoted'] ?? '').replaceAll(/\\(.)/g, '$1'), at };
}
