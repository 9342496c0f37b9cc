import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabProblem } from '@codecsmith/client';
import { jetstream } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { Lab } from '@codecsmith/test-journeys';

/** One experiment to be; the id of its request is the same on every try. */
export interface Wanted {
  readonly id: string;
  readonly code: string;
  readonly clip: string;
  readonly quality: number;
}

/** A way into the lab: resolves with the experiment's id once the request is accepted, however often it takes. */
export type Door = (wanted: Wanted) => Promise<string>;

const PAUSE_MS = 500;
const ANSWER_MS = 5_000;

/** The four ways in: command line, HTTP, a question on the bus, and a command left on the bus. */
export const DOORS = ['commandLine', 'http', 'ask', 'publish'] as const;

export interface Doors {
  readonly through: Readonly<Record<(typeof DOORS)[number], Door>>;
  close(): Promise<void>;
}

/** @param folder for the files that the command line reads */
export function openDoors(lab: Lab, folder: string): Doors {
  const bus = new Bus(lab);
  const through = {
    commandLine: byCommandLine(lab, folder),
    http: ({ id, ...wanted }) =>
      untilDone(async () => (await (await lab.client()).requestExperiment(requestOf(wanted), { id })).aggregateId),
    ask: ({ id, ...wanted }) =>
      untilDone(async () => {
        const message = JSON.stringify({ id, data: requestOf(wanted) });
        const reply = await (await bus.open()).request(ASK, message, { timeout: ANSWER_MS });
        return accepted(reply.json());
      }),
    // A broker's receipt is weaker than an acceptance; it must outlive a kill -9 all the same.
    publish: ({ id, ...wanted }) =>
      untilDone(async () => {
        const subject = `exp-${id}`;
        const message = JSON.stringify({ id, subject, data: requestOf(wanted) });
        await jetstream(await bus.open()).publish(COMMAND, message, { msgID: id, timeout: ANSWER_MS });
        return subject;
      }),
  } satisfies Doors['through'];
  return { through, close: () => bus.close() };
}

const ASK = 'lab.v1.ask.experiment.request';
const COMMAND = 'lab.v1.cmd.experiment.request';

const requestOf = ({ code, clip, quality }: Omit<Wanted, 'id'>) => ({
  source: { kind: 'submitted' as const, code, fileName: 'codec.py' },
  clips: [clip],
  qualities: [quality],
});

/** @throws Error with the refusal: a storm is no reason to refuse anything */
function accepted(answer: { readonly accepted: boolean; readonly aggregateId?: string }): string {
  if (answer.accepted && answer.aggregateId !== undefined) return answer.aggregateId;
  throw new Refused(JSON.stringify(answer));
}

class Refused extends Error {
  override readonly name = 'Refused';
}

function byCommandLine(lab: Lab, folder: string): Door {
  return async ({ id, code, clip, quality }) => {
    const file = join(folder, `${id}.py`);
    await writeFile(file, code);
    return untilDone(async () => {
      const words = ['submit', file, '--clip', clip, '--quality', String(quality), '--id', id];
      return (await lab.json<{ aggregateId: string }>(0, ...words)).aggregateId;
    });
  };
}

async function untilDone<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof Refused || (error instanceof LabProblem && error.isRefusal)) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

/** A connection that is made anew where the server has another port or the old one was closed. */
class Bus {
  private nc: NatsConnection | undefined;
  private url = '';

  constructor(private readonly lab: Lab) {}

  async open(): Promise<NatsConnection> {
    const { natsUrl } = await this.lab.description();
    if (this.nc === undefined || this.nc.isClosed() || this.url !== natsUrl) {
      await this.nc?.close();
      this.nc = await connect(await this.lab.natsOptions());
      this.url = natsUrl;
    }
    return this.nc;
  }

  async close(): Promise<void> {
    await this.nc?.close();
  }
}
