/** Looks at one part; rejects with what is wrong. */
export type HealthCheck = () => Promise<unknown>;

/** Which lab this api belongs to; null when nobody said so. */
export class LabId {
  constructor(readonly id: string | null) {}
}

const LIMIT_MS = 3_000;

/** The parts that the api cannot work without. */
export class HealthChecks {
  constructor(private readonly checks: Readonly<Record<string, HealthCheck>>) {}

  /** `ok` or the reason, by part. */
  async run(): Promise<Record<string, string>> {
    const states = Object.entries(this.checks).map(async ([part, check]) => [part, await stateOf(check)] as const);
    return Object.fromEntries(await Promise.all(states));
  }

  async firstProblem(): Promise<string | undefined> {
    const bad = Object.entries(await this.run()).find(([, state]) => state !== 'ok');
    return bad === undefined ? undefined : `${bad[0]}: ${bad[1]}`;
  }
}

async function stateOf(check: HealthCheck): Promise<string> {
  const limit = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${LIMIT_MS} ms`)), LIMIT_MS).unref();
  });
  try {
    await Promise.race([check(), limit]);
    return 'ok';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
