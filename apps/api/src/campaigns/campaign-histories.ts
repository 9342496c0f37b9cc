import type { CampaignStanding, Page } from '@codecsmith/client';
import { SearchHistory } from '@codecsmith/campaign';
import { LabViews, type ListedCampaign } from '@codecsmith/views';
import { Injectable } from '@nestjs/common';
import { Kept } from './kept.ts';
import { campaignStanding } from './campaign-document.ts';

/** Histories are large: as many as people look at. What a list shows of a campaign is small. */
const KEPT_HISTORIES = 16;
const KEPT_STANDINGS = 2_000;

type Standing = ReturnType<typeof campaignStanding>;

/**
 * Campaigns as folds of their facts. Which there are, and when each changed last, is in the table of campaigns; a fold is
 * made when it is asked for, goes on where it was, and is given up when others are asked for more.
 */
@Injectable()
export class CampaignHistories {
  private readonly histories = new Kept<SearchHistory>(KEPT_HISTORIES);
  private readonly standings = new Kept<{ readonly changedAt: number; readonly standing: Standing }>(KEPT_STANDINGS);

  constructor(private readonly views: LabViews) {}

  /** Newest first; `before` is the `next` of the page before. */
  async page({ before, limit }: { before?: number | undefined; limit: number }): Promise<Page<CampaignStanding>> {
    const found = await this.views.campaigns({ before, limit: limit + 1 });
    const rows = found.slice(0, limit);
    const openings = await this.views.sealOpenings();
    const items: CampaignStanding[] = [];
    for (const row of rows) items.push((await this.standing(row))(openings));
    return { items, next: found.length > limit ? String(rows.at(-1)?.firstPosition) : null };
  }

  /** The campaign as it is now; undefined when there is none. */
  async find(id: string): Promise<SearchHistory | undefined> {
    const row = await this.views.campaign(id);
    return row && this.history(row);
  }

  /** The campaign as it was at a position of the log; undefined when it had not begun. */
  async findAt(id: string, position: number): Promise<SearchHistory | undefined> {
    const row = await this.views.campaign(id);
    if (row === undefined || position < row.firstPosition) return undefined;
    return this.foldUpTo(new SearchHistory(id), position);
  }

  private async standing(row: ListedCampaign): Promise<Standing> {
    const kept = this.standings.get(row.id);
    if (kept?.changedAt === row.changedAt) return kept.standing;
    const standing = campaignStanding(await this.history(row));
    this.standings.set(row.id, { changedAt: row.changedAt, standing });
    return standing;
  }

  private async history({ id, changedAt }: ListedCampaign): Promise<SearchHistory> {
    const history = this.histories.get(id) ?? new SearchHistory(id);
    this.histories.set(id, history);
    return history.position < changedAt ? this.foldUpTo(history, changedAt) : history;
  }

  /** Two at a time do no harm: a history leaves alone what it has taken before. */
  private async foldUpTo(history: SearchHistory, last: number): Promise<SearchHistory> {
    for (const fact of await this.views.campaignFacts(history.id, { after: history.position, last }))
      history.take(fact);
    return history;
  }
}
