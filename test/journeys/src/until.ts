/**
 * Polls until a probe yields a value.
 *
 * @throws when it does not within two minutes: far beyond what any machine needs, so that it never measures speed
 */
export async function until<T>(probe: () => Promise<T | undefined>): Promise<T> {
  const giveUpAt = Date.now() + 120_000;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (Date.now() > giveUpAt) throw new Error('it did not happen within 120 s');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
