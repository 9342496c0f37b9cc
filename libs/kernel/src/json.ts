/** Any value that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * Makes a text storable everywhere (Postgres refuses NUL, UTF-8 has no lone surrogates): each offending
 * code unit becomes a visible `\\uXXXX`. Safe text comes back as it is.
 */
export function escapeUnsafe(text: string): string {
  if (text.isWellFormed() && !text.includes('\0')) return text;
  let out = '';
  for (const point of text) {
    const code = point.codePointAt(0) ?? 0;
    const lone = code >= 0xd800 && code <= 0xdfff;
    out += code === 0 || lone ? `\\u${code.toString(16).padStart(4, '0')}` : point;
  }
  return out;
}

/** The first `most` characters of a text once it is storable, as {@link escapeUnsafe} makes it; no character is halved. */
export function cutText(text: string, most: number): string {
  // Nothing gets shorter by it, so no more than this is looked at.
  const cut = escapeUnsafe(text.slice(0, most)).slice(0, most);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** The same for the last `most` characters. */
export function cutTextStart(text: string, most: number): string {
  const cut = escapeUnsafe(text.slice(-most)).slice(-most);
  return cut.isWellFormed() ? cut : cut.slice(1);
}

/** Path of the first string that holds a NUL or a lone surrogate, or undefined. */
export function findUnsafe(value: unknown, path = ''): string | undefined {
  if (typeof value === 'string') return escapeUnsafe(value) === value ? undefined : path || '(value)';
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const here = path === '' ? key : `${path}.${key}`;
    if (escapeUnsafe(key) !== key) return here;
    const inside = findUnsafe(item, here);
    if (inside !== undefined) return inside;
  }
  return undefined;
}
