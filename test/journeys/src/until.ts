const LIMIT_MS = 900_000;

/**
 * Polls until a probe yields a value.
 *
 * @throws when it does not within the limit: far beyond what any machine needs, so that it never measures speed
 */
export async function until<T>(probe: () => Promise<T | undefined>): Promise<T> {
  const giveUpAt = Date.now() + LIMIT_MS;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (Date.now() > giveUpAt) throw new Error(`it did not happen within ${LIMIT_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
