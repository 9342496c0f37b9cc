/** A fenced block of a reply. */
export interface Fence {
  /** Word after the opening fence, lower case; empty when there is none. */
  readonly tag: string;
  readonly body: string;
  /** False when the reply ended before the fence did. */
  readonly closed: boolean;
}

const OPENING = /^ {0,3}(`{3,}|~{3,})[ \t]*([^\s`]*)[^`]*$/u;

/** Splits a reply into its fenced blocks and the text around them (CommonMark's rules for fences). */
export function fencesOf(text: string): { readonly fences: readonly Fence[]; readonly prose: string } {
  const fences: Fence[] = [];
  const prose: string[] = [];
  let open: { mark: string; tag: string; lines: string[] } | null = null;
  for (const line of text.split('\n')) {
    if (open !== null && closes(line, open.mark)) {
      fences.push({ tag: open.tag, body: open.lines.join('\n'), closed: true });
      open = null;
    } else if (open !== null) open.lines.push(line);
    else {
      const opening = OPENING.exec(line);
      if (opening === null) prose.push(line);
      else open = { mark: opening[1] ?? '```', tag: (opening[2] ?? '').toLowerCase(), lines: [] };
    }
  }
  if (open !== null) fences.push({ tag: open.tag, body: open.lines.join('\n'), closed: false });
  return { fences, prose: prose.join('\n') };
}

const closes = (line: string, mark: string): boolean => {
  const bare = line.trim();
  return bare.length >= mark.length && bare === (mark[0] ?? '`').repeat(bare.length) && /^ {0,3}\S/u.test(line);
};
