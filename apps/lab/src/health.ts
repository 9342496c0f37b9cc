const ANSWER_LIMIT_MS = 5_000;

export const healthUrl = (port: number | undefined, what: 'live' | 'ready') =>
  `http://127.0.0.1:${port}/health/${what}`;

/** Whether it answers well, and the lab that it says it belongs to; undefined when it does not answer. */
export async function askHealth(url: string): Promise<{ readonly ok: boolean; readonly lab: unknown } | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
    const body: unknown = await response.json();
    return { ok: response.ok, lab: body && typeof body === 'object' && 'lab' in body ? body.lab : undefined };
  } catch {
    return undefined;
  }
}
