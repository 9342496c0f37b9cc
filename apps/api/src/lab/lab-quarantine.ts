import { NotRedriven, DeadLetterQueue, type NatsConnection, type QuarantinedMessage } from '@codecsmith/bus';
import { Problem } from '../problems/problem.ts';

/** What could not be handled; empty where there is no bus. */
export class LabQuarantine {
  readonly #deadLetters: DeadLetterQueue | undefined;

  constructor(bus: NatsConnection | undefined) {
    this.#deadLetters = bus === undefined ? undefined : new DeadLetterQueue(bus);
  }

  async list(after: number, limit: number): Promise<QuarantinedMessage[]> {
    return (await this.#deadLetters?.list(after, limit)) ?? [];
  }

  async redrive(place: number): Promise<void> {
    const message = await this.#deadLetters?.at(place);
    if (message === undefined) throw Problem.notFound('message', String(place));
    await this.#deadLetters?.redrive(message).catch((error: unknown) => {
      throw error instanceof NotRedriven ? Problem.of(409, 'not_redriven', error.message) : error;
    });
  }

  async drop(place: number): Promise<void> {
    if (!(await this.#deadLetters?.drop(place))) throw Problem.notFound('message', String(place));
  }
}
