import { ask, type NatsConnection } from '@codecsmith/bus';
import type { Answer, RawCommand } from '@codecsmith/kernel';
import { Problem } from '../problems/problem.ts';
import { CommandSender } from './command-sender.ts';

/** A person waits for the answer: after this they are told to try again. */
const PATIENCE_MS = 15_000;

/** The way to the ledger over the bus. */
export class BusCommandSender extends CommandSender {
  constructor(private readonly nc: NatsConnection) {
    super();
  }

  async ask({ type, actor = 'user:api', ...command }: RawCommand): Promise<Answer> {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    try {
      return await ask(this.nc, { ...command, verb: type, actor }, { signal: patience });
    } catch (error) {
      if (!patience.aborted) throw error;
      throw Problem.of(503, 'no_answer', 'the ledger did not answer; send the same request with the same id again');
    }
  }
}
