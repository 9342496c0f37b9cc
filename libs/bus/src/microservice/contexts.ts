import { BaseRpcContext } from '@nestjs/microservices';
import type { Answer, Fact } from '@codecsmith/kernel';
import type { AskOptions } from '../connection/ask.ts';
import type { Delivery } from '../reactor/pull-worker.ts';
import type { ReactorCommand, ReactorContext } from '../reactor/reactor.ts';

/** What a handler of facts gets beside the data of the fact, with `@Ctx()`. */
export class FactContext extends BaseRpcContext<[Fact, ReactorContext]> implements ReactorContext {
  /** The whole fact: its aggregate, position, time, correlation. */
  readonly fact: Fact;
  /** 1 at the first delivery. */
  readonly attempt: number;
  /** Aborted when a shutdown has no more time. */
  readonly signal: AbortSignal;
  /** `<durable>:<factId>`: the id of the command that the handler returns. */
  readonly commandId: string;
  /** Sends a command before the handler's own; the message is acknowledged after both. */
  readonly ask: (command: ReactorCommand, options?: AskOptions) => Promise<Answer>;

  constructor(fact: Fact, { attempt, signal, commandId, ask }: ReactorContext) {
    super([fact, { attempt, signal, commandId, ask }]);
    this.fact = fact;
    this.attempt = attempt;
    this.signal = signal;
    this.commandId = commandId;
    this.ask = ask;
  }
}

/** What a handler of any other message gets beside its payload, with `@Ctx()`. */
export class MessageContext extends BaseRpcContext<[Pick<Delivery, 'subject' | 'attempt'>]> {
  readonly subject: string;
  /** 1 at the first delivery, and for an ask. */
  readonly attempt: number;

  constructor({ subject, attempt }: Pick<Delivery, 'subject' | 'attempt'>) {
    super([{ subject, attempt }]);
    this.subject = subject;
    this.attempt = attempt;
  }
}
