import { unusable, type Unusable } from './outcome.ts';
import { placesOf } from './places.ts';
import type { Edit } from './edits.ts';

/** The edits of a reply, and the reply without them. */
export interface EditBlocks {
  /** Undefined when there are none. */
  readonly edits: readonly Edit[] | Unusable | undefined;
  readonly rest: string;
}

/** SEARCH/REPLACE as many tools write it, a file name after the words or not, and the marks of a merge conflict. */
const OPEN = /^[ \t]*(?:(<{5,})(?:[ \t]+\S.*)?|(-{5,})[ \t]+(?:SEARCH|ORIGINAL)\b.*)$/iu;
const DIVIDER = /^[ \t]*(={5,})[ \t]*$/u;
const CLOSE = /^[ \t]*(?:>{5,}(?:[ \t]+\S.*)?|\+{5,}[ \t]+(?:REPLACE|UPDATED)\b.*?)(`{3,}|~{3,})?[ \t]*$/iu;

interface Block {
  readonly lines: string[];
  /** Length of its opening mark: its divider has the same. */
  readonly length: number;
}

/** Reads the SEARCH/REPLACE blocks of a reply, inside or outside of fences. */
export function editBlocksOf(text: string, parent: string | null): EditBlocks {
  const rest: string[] = [];
  const edits: Edit[] = [];
  let open: Block | null = null;
  let fault: Unusable | undefined;
  for (const line of text.split('\n')) {
    const opening = OPEN.exec(line);
    const closing = open === null ? null : CLOSE.exec(line);
    if (open === null && opening === null) rest.push(line);
    else if (open === null || opening !== null) {
      if (open !== null) fault ??= unclosed(edits.length + 1, 'before the next one begins');
      open = { lines: [], length: (opening?.[1] ?? opening?.[2] ?? '').length };
    } else if (closing === null) open.lines.push(line);
    else {
      const edit = editFrom(open, edits.length + 1, parent);
      if ('ok' in edit) fault ??= edit;
      else edits.push(edit);
      if (closing[1] !== undefined) rest.push(closing[1]);
      open = null;
    }
  }
  if (open !== null) fault ??= unclosed(edits.length + 1, 'before the reply ends');
  return { edits: fault ?? (edits.length === 0 ? undefined : edits), rest: rest.join('\n') };
}

const unclosed = (number: number, when: string): Unusable =>
  unusable('truncated_edit', `edit ${number} has no >>>>>>> REPLACE ${when}`);

/** Code may hold lines that look like the divider; the longest search that is in the parent tells which one is meant. */
function editFrom({ lines, length }: Block, number: number, parent: string | null): Edit | Unusable {
  const all = lines.flatMap((line, at) => (DIVIDER.test(line) ? [at] : []));
  const alike = all.filter((at) => lines[at]?.trim().length === length && /^=/u.test(lines[at] ?? ''));
  const places = alike.length > 0 ? alike : all;
  const [only] = places;
  if (only === undefined) {
    return unusable('edit_malformed', `edit ${number} has no line ======= between SEARCH and REPLACE`);
  }
  if (places.length === 1) return cut(lines, only);
  const code = (parent ?? '').split('\n');
  const possible = places
    .map((at) => cut(lines, at))
    .filter(
      (edit) =>
        placesOf(code, edit).length === 1 && edit.replace.every((line) => !DIVIDER.test(line) || code.includes(line)),
    );
  const longest = possible.at(-1);
  if (longest !== undefined) return longest;
  const message = `edit ${number} has ${places.length} lines of the form =======; exactly one divides SEARCH from REPLACE`;
  return unusable('edit_malformed', message);
}

const cut = (lines: readonly string[], at: number): Edit => ({
  search: lines.slice(0, at),
  replace: lines.slice(at + 1),
});
