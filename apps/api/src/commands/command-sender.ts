import type { Accepted } from '@codecsmith/client';
import type { Answer, RawCommand } from '@codecsmith/kernel';
import type { Holder } from '../access/token-store.ts';
import { Problem } from '../problems/problem.ts';

/** The way to the ledger: resolves with its answer, which is given after the commit. */
export abstract class CommandSender {
  abstract ask(command: RawCommand): Promise<Answer>;

  /** Passes a command on in the holder's name and turns a refusal into a problem document. */
  async submit(command: Omit<RawCommand, 'actor'>, holder: Holder): Promise<Accepted> {
    const answer = await this.ask({ ...command, actor: `user:${holder.name}` });
    if (!answer.accepted) throw Problem.fromRefusal(answer.refusal);
    const { id, aggregateId, version, position, facts, repeated } = answer;
    return { accepted: true, id, aggregateId, version, position, facts, repeated };
  }
}
