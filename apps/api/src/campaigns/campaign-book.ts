import { SearchHistory } from '@codecsmith/campaign';
import type { Fact } from '@codecsmith/kernel';
import type { Page } from '@codecsmith/client';
import { LabViews } from '@codecsmith/views';
import { Injectable } from '@nestjs/common';

const PAGE = 1000;

/** All campaigns, folded from their part of the log as far as it was read; a request first reads what is new. */
@Injectable()
export class CampaignBook {
  private readonly histories = new Map<string, SearchHistory>();
  /** Positions of their starts, in the same order. */
  private readonly starts: number[] = [];
  private position = 0;
  private reading: Promise<void> = Promise.resolve();

  constructor(private readonly views: LabViews) {}

  /** Newest first; `before` is the `next` of the page before. */
  async page({ before, limit }: { before?: number | undefined; limit: number }): Promise<Page<SearchHistory>> {
    await this.catchUp();
    const end = before === undefined ? this.starts.length : this.starts.filter((start) => start < before).length;
    const begin = Math.max(0, end - limit);
    const items = [...this.histories.values()].slice(begin, end).reverse();
    return { items, next: begin === 0 ? null : String(this.starts[begin]) };
  }

  async find(id: string): Promise<SearchHistory | undefined> {
    await this.catchUp();
    return this.histories.get(id);
  }

  /** The campaign as it was at a position of the log; undefined when it had not begun. */
  async findAt(id: string, position: number): Promise<SearchHistory | undefined> {
    const now = await this.find(id);
    if (now === undefined) return undefined;
    const experiments = now.proposals().flatMap((attempts) => attempts.map(({ plan }) => plan.experimentId));
    const sealed = now.sealed === null ? [] : [now.sealed.experimentId];
    const then = new SearchHistory(id);
    for (const fact of await this.views.histories([id, ...experiments, ...sealed], { after: 0, last: position }))
      then.take(fact);
    return then.state.phase === 'absent' ? undefined : then;
  }

  /** How often each clip, by digest, was opened as a sealed one, in all campaigns so far. */
  async openings(): Promise<ReadonlyMap<string, number>> {
    await this.catchUp();
    const counts = new Map<string, number>();
    for (const { state } of this.histories.values()) {
      const seal = state.phase === 'absent' ? null : state.seal;
      for (const { of } of seal?.variants ?? []) counts.set(of, (counts.get(of) ?? 0) + 1);
    }
    return counts;
  }

  /** One reader at a time, so that every fact is folded once and in order. */
  private catchUp(): Promise<void> {
    const next = this.reading.then(() => this.read());
    this.reading = next.catch(() => undefined);
    return next;
  }

  private async read(): Promise<void> {
    const { position: head } = await this.views.head();
    while (this.position < head) {
      const known = [...this.histories.keys()];
      const facts = await this.views.campaignFacts(known, this.position, PAGE);
      const taken = upToFirstStart(facts);
      for (const fact of taken) this.take(fact);
      const read = taken.at(-1)?.position ?? head;
      this.position = facts.length === PAGE || isStart(taken.at(-1)) ? read : Math.max(head, read);
    }
  }

  private take(fact: Fact): void {
    const id = fact.aggregate === 'campaign' ? fact.aggregateId : fact.correlationId;
    if (fact.type === 'CampaignStarted') {
      this.histories.set(id, new SearchHistory(id));
      this.starts.push(fact.position);
    }
    this.histories.get(id)?.take(fact);
  }
}

const isStart = (fact: Fact | undefined): boolean => fact?.type === 'CampaignStarted';

/** From a start on, the facts of its experiments count too, and must be asked for. */
function upToFirstStart(facts: readonly Fact[]): readonly Fact[] {
  const start = facts.findIndex(isStart);
  return start < 0 ? facts : facts.slice(0, start + 1);
}
