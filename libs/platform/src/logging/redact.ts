const SECRET_FIELD =
  /"([A-Za-z_-]*(?:token|password|secret|api_?key|authorization|cookie))":(?:"(?:[^"\\]|\\.)*"|\[[^\]]*\])/gi;
const BEARER = /\b(Bearer|Basic) [A-Za-z0-9+/=._~-]+/g;
const URL_CREDENTIALS = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@"]*):[^\s/@"]+@/gi;
const SHORTEST_SECRET = 8;

/**
 * Takes secrets out of a finished log line, wherever they stand: fields named like a secret at any depth, bearer
 * tokens, passwords in URLs, and the very values of this process's secret settings.
 */
export function redactor(secrets: readonly string[]): (line: string) => string {
  const known = secrets.filter((secret) => secret.length >= SHORTEST_SECRET).map((secret) => jsonInner(secret));
  return (line) => {
    const safe = line
      .replace(SECRET_FIELD, '"$1":"[redacted]"')
      .replace(BEARER, '$1 [redacted]')
      .replace(URL_CREDENTIALS, '$1:[redacted]@');
    return known.reduce((text, secret) => text.replaceAll(secret, '[redacted]'), safe);
  };
}

/** How a text stands inside a JSON string. */
const jsonInner = (value: string) => JSON.stringify(value).slice(1, -1);
