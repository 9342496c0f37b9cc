import { WorkTokens, type AskedForWork, type WorkTaken } from '@codecsmith/bus';
import type { Answer, RawCommand } from '@codecsmith/kernel';
import type { Ledger } from '@codecsmith/ledger';
import { Inject, Injectable } from '@nestjs/common';
import { LEDGER } from '../open-ledger.ts';

/** Hands work out, and lets only commands through to the rules whose sender may send them. */
@Injectable()
export class CommandGate {
  private readonly tokens = new WorkTokens();

  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async take(asked: AskedForWork): Promise<WorkTaken> {
    const [fact] = await this.ledger.readFrom(asked.work.position, 1);
    return this.tokens.take(asked, fact);
  }

  async submit(command: RawCommand): Promise<Answer> {
    const refusal = this.tokens.refusalOf(command);
    return refusal === undefined ? this.ledger.submit(command) : { accepted: false, id: command.id, refusal };
  }
}
