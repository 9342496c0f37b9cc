/** What looks like a key even when nobody told us of it. */
const KEY_SHAPES = /\bsk-[A-Za-z0-9_*-]{8,}|\bBearer\s+[^\s"']{8,}/gu;

/** Takes every known secret, and whatever looks like one, out of a text. */
export function redact(text: string, secrets: readonly string[]): string {
  const known = secrets.filter((secret) => secret.length > 3);
  return known.reduce((rest, secret) => rest.replaceAll(secret, '[key]'), text).replaceAll(KEY_SHAPES, '[key]');
}
