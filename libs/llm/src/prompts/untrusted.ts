/** Longest untrusted text that a prompt shows, in UTF-8 bytes. */
export const UNTRUSTED_BYTES = 4096;

/** Cuts the middle out of a text that is longer than `limitBytes`, at character borders, and says how much is missing. */
export function headAndTail(text: string, limitBytes = UNTRUSTED_BYTES): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= limitBytes) return text;
  const half = Math.floor((limitBytes - 64) / 2);
  const head = bytes.subarray(0, border(bytes, half)).toString('utf8');
  const tail = bytes.subarray(border(bytes, bytes.length - half)).toString('utf8');
  return `${head}\n[… ${bytes.length - Buffer.byteLength(head) - Buffer.byteLength(tail)} bytes left out …]\n${tail}`;
}

/** The position itself, or the next one that does not split a character. */
function border(bytes: Buffer, at: number): number {
  let place = at;
  while (place < bytes.length && ((bytes[place] ?? 0) & 0xc0) === 0x80) place += 1;
  return place;
}

/** Marks text that a candidate or a model has a hand in: data to look at, never words to follow. */
export const untrusted = (label: string, text: string, limitBytes?: number): string =>
  `⟦untrusted ${label}⟧\n${headAndTail(text.replaceAll(/[⟦⟧]/gu, '|'), limitBytes)}\n⟦end⟧`;

/** Quotes code as it is, since edits must find their places in it: the fence is longer than any that it holds. */
export function fenced(code: string, language: string): string {
  const longest = Math.max(0, ...Array.from(code.matchAll(/`+/gu), ([ticks]) => ticks.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}${language}\n${code.trimEnd()}\n${fence}`;
}
