import type { ExperimentDocument, LabClient } from '@codecsmith/client';
import { waitForAll } from '../facts/wait.ts';
import type { Progress } from '../output/progress.ts';
import type { Example } from './examples.ts';
import { ProgressBoard } from './progress-board.ts';

/** An example with everything that was found out about it. */
export interface ExampleResult {
  readonly name: string;
  readonly document: ExperimentDocument;
  /** An earlier demo had asked for the same and it had ended. */
  readonly reused: boolean;
}

interface Asked {
  readonly name: string;
  readonly id: string;
  readonly position: number;
  readonly endedBefore: boolean;
}

const REDRAW_MS = 1_000;

/** Asks for every example's experiment and waits until all have ended, showing how far they are. */
export async function runExamples(
  client: LabClient,
  examples: readonly Example[],
  progress: Progress,
  signal: AbortSignal,
): Promise<ExampleResult[]> {
  const asked: Asked[] = [];
  for (const example of examples) asked.push(await askFor(client, example));
  await watch(client, asked, progress, signal);
  const results: ExampleResult[] = [];
  for (const { name, id, endedBefore } of asked) {
    results.push({ name, document: await client.experiment(id), reused: endedBefore });
  }
  return results;
}

async function askFor(client: LabClient, { name, request, commandId }: Example): Promise<Asked> {
  const answer = await client.requestExperiment(request, { id: commandId });
  const { aggregateId: id, position, repeated } = answer;
  const endedBefore = repeated && (await client.experiment(id)).phase === 'concluded';
  return { name, id, position, endedBefore };
}

async function watch(
  client: LabClient,
  asked: readonly Asked[],
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const open = asked.filter(({ endedBefore }) => !endedBefore);
  if (open.length === 0) return;
  const names = new Map(asked.map(({ id, name }) => [id, name]));
  const ended = new Set(asked.filter(({ endedBefore }) => endedBefore).map(({ id }) => id));
  const board = new ProgressBoard(names, ended);
  const redraw = setInterval(() => progress.redraw(board.lines()), REDRAW_MS);
  try {
    const after = Math.min(...open.map(({ position }) => position)) - 1;
    const ids = open.map(({ id }) => id);
    await waitForAll(client, ids, after, {
      signal,
      onFact: (fact) => {
        const line = board.take(fact);
        if (line !== undefined) progress.note(line);
        progress.redraw(board.lines());
      },
    });
  } finally {
    clearInterval(redraw);
    progress.done();
  }
}
