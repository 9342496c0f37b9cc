import type { Reservation, Refused, Spend, Spending } from '../port/spending.ts';

/** Sends a command to the ledger and resolves with its answer. */
export type AskLedger = (command: {
  readonly id: string;
  readonly aggregate: 'campaign';
  readonly verb: 'reserve' | 'settle';
  readonly aggregateId: string;
  readonly data: unknown;
}) => Promise<
  { readonly accepted: true } | { readonly accepted: false; readonly refusal: { readonly message: string } }
>;

/**
 * Pays for the calls of one draft from its campaign's budget. Each call has a reservation of its own, named after this
 * delivery too: when the process dies during a call, its reservation is never settled and stays spent, and the next
 * delivery reserves anew. So the campaign's books are never below the provider's.
 */
export class CampaignSpending implements Spending {
  readonly #ask: AskLedger;
  readonly #campaign: string;
  readonly #draft: string;
  #calls = 0;

  /** @param delivery tells this delivery of the draft's request from earlier ones: letters and digits, at most 20 */
  constructor(ask: AskLedger, campaign: string, experiment: string, delivery: string) {
    this.#ask = ask;
    this.#campaign = campaign;
    this.#draft = `draft-${experiment.slice(-60)}-${delivery}`;
  }

  async reserve(bound: Spend, purpose: string): Promise<Reservation | Refused> {
    this.#calls += 1;
    const reservation = `${this.#draft}-${this.#calls}`;
    const answer = await this.#send('reserve', reservation, {
      reservation,
      amounts: bound,
      purpose: purpose.slice(0, 200),
    });
    if (!answer.accepted) return { granted: false, message: answer.refusal.message };
    return { granted: true, name: reservation };
  }

  async settle(reservation: string, spent: Spend): Promise<string | null> {
    const answer = await this.#send('settle', reservation, { reservation, spent });
    return answer.accepted ? null : answer.refusal.message;
  }

  #send(verb: 'reserve' | 'settle', reservation: string, data: unknown) {
    const id = `${verb}:${this.#campaign}:${reservation}`;
    return this.#ask({ id, aggregate: 'campaign', verb, aggregateId: this.#campaign, data });
  }
}
