import { ask, type NatsConnection } from '@codecsmith/bus';
import type { Answer, RawCommand } from '@codecsmith/kernel';
import { Problem } from '../problems/problem.ts';
import { CommandSender } from './command-sender.ts';

/** A person waits for the answer: after this they get a reason to try again. */
const PATIENCE_MS = 15_000;

/** The way to the ledger over the bus. */
export class BusCommandSender extends CommandSender {
  constructor(
    private readonly nc: NatsConnection,
    /** Why the lab may have no ledger now: a disk without room. */
    private readonly diskFullReason: () => Promise<string | undefined>,
  ) {
    super();
  }

  async ask({ type, actor = 'user:api', ...command }: RawCommand): Promise<Answer> {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    try {
      return await ask(this.nc, { ...command, verb: type, actor }, { signal: patience });
    } catch (error) {
      if (!patience.aborted) throw error;
      const reason = await this.diskFullReason();
      if (reason !== undefined) throw Problem.of(507, 'disk_full', reason);
      throw Problem.of(503, 'no_answer', 'the ledger did not answer; send the same request with the same id again');
    }
  }
}
