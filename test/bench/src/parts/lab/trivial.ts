import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fact, LabClient } from '@codecsmith/client';
import { baseCodec, panningClip, type Lab } from '@codecsmith/test-journeys';

export const TRIVIAL = { width: 32, height: 32, frames: 4, qualities: [20, 40, 60, 80] } as const;

/** Adds the clip of trivial experiments to a lab. */
export async function addTrivialClip(lab: Lab): Promise<void> {
  const file = join(lab.home, 'tiny.y4m');
  await writeFile(file, panningClip(TRIVIAL.width, TRIVIAL.height, TRIVIAL.frames));
  await lab.json(0, 'clip', 'add', file, '--name', 'tiny');
}

/** One that ended, by the clock of this machine, in milliseconds. */
export interface EndedExperiment {
  readonly sentMs: number;
  /** In the order of the log. */
  readonly facts: readonly { readonly type: string; readonly atMs: number }[];
  /** When the end was seen here. */
  readonly seenMs: number;
}

/**
 * Asks for experiments at once and waits for their ends. Each has code of its own, so that nothing is remembered of
 * another.
 *
 * @throws Error when one does not complete
 */
export async function runTrivial(client: LabClient, count: number): Promise<EndedExperiment[]> {
  const code = await baseCodec();
  const { head: after } = await client.status();
  const ending = new AbortController();
  const sent = new Map<string, number>();
  const facts = new Map<string, Fact[]>();
  const ended: EndedExperiment[] = [];
  const asked = Array.from({ length: count }, async () => {
    const sentMs = performance.timeOrigin + performance.now();
    const answer = await client.requestExperiment({
      source: { kind: 'submitted', code: `${code}\n# ${randomUUID()}\n`, fileName: 'codec.py' },
      ...{ clips: ['tiny'], qualities: [...TRIVIAL.qualities] },
    });
    sent.set(answer.aggregateId, sentMs);
  });
  const answered = Promise.all(asked);
  for await (const fact of client.followFacts({ after, signal: ending.signal })) {
    if (fact.aggregate !== 'experiment') continue;
    const mine = [...(facts.get(fact.aggregateId) ?? []), fact];
    facts.set(fact.aggregateId, mine);
    if (fact.type !== 'ExperimentConcluded') continue;
    const seenMs = performance.timeOrigin + performance.now();
    await answered;
    const sentMs = sent.get(fact.aggregateId);
    if (sentMs === undefined) continue;
    if ((fact.data as { readonly outcome: string }).outcome !== 'completed')
      throw new Error(`a trivial experiment ended ${JSON.stringify(fact.data)}`);
    ended.push({ sentMs, seenMs, facts: mine.map(({ type, occurredAt }) => ({ type, atMs: Date.parse(occurredAt) })) });
    if (ended.length === count) ending.abort();
  }
  return ended;
}
