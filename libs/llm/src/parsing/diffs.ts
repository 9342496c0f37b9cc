import { parsePatch } from 'diff';
import type { Edit } from './edits.ts';
import type { Fence } from './markdown.ts';
import { unusable, type Unusable } from './outcome.ts';

const TAGS: ReadonlySet<string> = new Set(['diff', 'patch', 'udiff']);
const HUNK = /^@@/mu;

/** The unified diff of a reply, as edits: its hunks by their lines, for models count them badly; undefined when none. */
export function diffEditsOf(fences: readonly Fence[], prose: string): readonly Edit[] | Unusable | undefined {
  const marked = fences.filter(
    ({ tag, body }) => HUNK.test(body) && (TAGS.has(tag) || /^(?:---|\*\*\*) /mu.test(body)),
  );
  const bare = /^(?:--- \S.*\n\+\+\+ \S.*|\*\*\* Begin Patch.*)\n[\s\S]*$/mu.exec(prose)?.[0];
  const texts =
    marked.length > 0 ? marked.map(({ body }) => body) : bare !== undefined && HUNK.test(bare) ? [bare] : [];
  if (texts.length === 0) return undefined;
  try {
    return texts.flatMap((text) => parsePatch(recounted(text)).flatMap(({ hunks }) => hunks.map(editFrom)));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return unusable('edit_malformed', `the diff cannot be read: ${error.message}`);
  }
}

function editFrom({ lines, oldStart }: { readonly lines: readonly string[]; readonly oldStart: number }): Edit {
  const told = lines.filter((line) => !line.startsWith('\\'));
  const side = (marks: string): string[] =>
    told.filter((line) => marks.includes(line[0] ?? ' ')).map((line) => line.slice(1));
  return { search: side(' -'), replace: side(' +'), line: oldStart };
}

/** Gives each hunk a head with the numbers of lines that it has, and a file to belong to. */
function recounted(text: string): string {
  const [, ...hunks] = text.split(/^(?=@@)/mu);
  const whole = hunks.map((hunk) => {
    const [head = '', ...rest] = hunk.split('\n');
    const body = bodyOf(rest);
    const count = (marks: string): number => body.filter((line) => marks.includes(line[0] ?? '')).length;
    const start = /^@@ -(\d+)/u.exec(head)?.[1] ?? '1';
    return [`@@ -${start},${count(' -')} +${start},${count(' +')} @@`, ...body].join('\n');
  });
  return ['--- codec', '+++ codec', ...whole, ''].join('\n');
}

/** Lines of a hunk, up to what belongs to none. An empty line is one of context that lost its blank. */
function bodyOf(lines: readonly string[]): string[] {
  const end = lines.findIndex(
    (line, at) => (line !== '' && !/^[ +\-\\]/u.test(line)) || (/^(?:--- |\*\*\* )/u.test(line) && at > 0),
  );
  const body = end < 0 ? [...lines] : lines.slice(0, end);
  while (body.at(-1) === '') body.pop();
  return body.map((line) => (line === '' ? ' ' : line));
}
