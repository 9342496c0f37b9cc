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
