import { ArtifactError, FileArtifactStore } from '@codecsmith/artifacts';
import { FactReader, LedgerClient, LOGGER, STOP, type FactFeed, type ServiceHealth } from '@codecsmith/bus';
import { nextSteps, type Step } from '@codecsmith/campaign';
import type { Fact } from '@codecsmith/kernel';
import type { Logger, ServiceContext } from '@codecsmith/platform';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { addExcerpts, type Ask } from './excerpts.ts';
import { LivingCampaigns, type LivingCampaign } from './living-campaigns.ts';
import { Repeats } from './repeats.ts';
import { addSealedVariants } from './sealed-variants.ts';
import { Secret } from './secret.ts';

/** How often campaigns are looked at without news: wall-time budgets end, and what was refused may fit by then. */
const TICK_MS = 1000;

/**
 * The process manager of all campaigns: folds the log in order and asks the ledger for every step that the log does
 * not show yet. It remembers nothing else, so a crash at any moment loses nothing, and two of it do no harm: the steps
 * have the same ids.
 */
@Injectable()
export class CampaignManager implements ServiceHealth, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly campaigns = new LivingCampaigns();
  private readonly due = new Set<string>();
  private readonly repeats = new Repeats();
  private readonly stop = new AbortController();
  private feed: FactFeed | undefined;
  private working: Promise<void> | undefined;
  private wake: () => void = () => undefined;

  constructor(
    private readonly facts: FactReader,
    private readonly ledger: LedgerClient,
    private readonly artifacts: FileArtifactStore,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(STOP) private readonly restart: ServiceContext['stop'],
  ) {}

  /** Why campaigns do not move now, or undefined. */
  get unhealthyReason(): string | undefined {
    return this.feed?.caughtUp === true ? undefined : 'the log has not been read to its end yet';
  }

  onApplicationBootstrap(): void {
    this.feed = this.facts.follow({
      log: this.logger,
      onFact: (fact) => this.take(fact),
      onCaughtUp: () => this.wake(),
      onRewritten: () => this.restart('the log on the bus is another than what was read', 1),
    });
    this.working = this.work();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort(new Error('shutting down'));
    await this.feed?.close();
    await this.working;
  }

  private take(fact: Fact): void {
    const id = this.campaigns.take(fact);
    if (id === undefined) return;
    this.due.add(id);
    this.wake();
  }

  private async work(): Promise<void> {
    const { signal } = this.stop;
    while (!signal.aborted) {
      await this.readNewFacts();
      if (this.feed?.caughtUp !== true) continue;
      for (const id of this.takeDue()) {
        await this.advance(id).catch((err: unknown) => {
          if (!signal.aborted) this.logger.error({ err, campaign: id }, 'a campaign cannot go on now');
        });
      }
      await this.endLate().catch((err: unknown) => {
        if (!signal.aborted) this.logger.error({ err }, 'an experiment of a stopped campaign cannot be ended now');
      });
    }
  }

  /** Waits for a fact, the tick, or the end. */
  private async readNewFacts(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.wake = resolve;
    const tick = new AbortController();
    const abort = () => resolve();
    this.stop.signal.addEventListener('abort', abort, { once: true });
    const ticked = sleep(TICK_MS, undefined, { signal: tick.signal }).then(
      () => this.markLiving(),
      () => undefined,
    );
    if (this.due.size > 0 && this.feed?.caughtUp === true) resolve();
    await Promise.race([promise, ticked]);
    tick.abort();
    this.stop.signal.removeEventListener('abort', abort);
  }

  private markLiving(): void {
    for (const id of this.campaigns.ids()) {
      if (this.campaigns.get(id)?.history.state.phase !== 'stopped') this.due.add(id);
    }
  }

  private takeDue(): string[] {
    const ids = [...this.due];
    this.due.clear();
    return ids;
  }

  private async advance(id: string): Promise<void> {
    const campaign = this.campaigns.get(id);
    if (campaign === undefined) return;
    const needed = nextSteps(campaign.history, new Date().toISOString());
    // What is needed no longer has its fact in the history.
    campaign.accepted = new Set(needed.map((step) => step.id).filter((step) => campaign.accepted.has(step)));
    const steps = needed.filter((step) => !campaign.accepted.has(step.id));
    try {
      for (const step of steps) {
        if (step.verb === 'request') await this.prepare(campaign);
        await this.takeStep(campaign, step);
      }
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (!(error instanceof ArtifactError || this.repeats.failed(id, error.message))) throw error;
      await this.giveUp(id, 'clip_unavailable', error.message);
    }
  }

  /** Ends what began behind the end of its campaign; that it has ended already is no matter. */
  private async endLate(): Promise<void> {
    for (const step of this.campaigns.late()) await this.ask(step);
  }

  /** Stops a campaign that cannot go on, however long anybody waits. */
  private async giveUp(id: string, code: string, message: string): Promise<void> {
    const stop = { id: `campaigns:${id}:stop-${code}`, aggregate: 'campaign', verb: 'stop', aggregateId: id };
    await this.ask({ ...stop, data: { reason: { code, message } } });
  }

  private async takeStep(campaign: LivingCampaign, step: Step): Promise<void> {
    const { id } = campaign.history;
    const answer = await this.ask(step.verb === 'open-seal' ? await this.withVariants(campaign, step) : step);
    if (answer.accepted) {
      campaign.accepted = new Set([...campaign.accepted, step.id]);
      return;
    }
    const { code, message } = answer.refusal;
    this.logger.warn({ campaign: id, step: step.id, code }, message);
    if (step.verb === 'request') await this.giveUp(id, 'request_refused', `${step.aggregateId}: ${message}`);
    else if (this.repeats.refused(step.id, code)) await this.giveUp(id, 'step_refused', `${step.verb}: ${message}`);
  }

  /** The planner names the sealed clips; what is shown are secret variants of them, at secret qualities. */
  private async withVariants(
    { history: { state } }: LivingCampaign,
    step: Extract<Step, { verb: 'open-seal' }>,
  ): Promise<typeof step> {
    if (state.phase === 'absent') return step;
    const secret = Secret.draw();
    const variants = await addSealedVariants(state.config, secret, this.artifacts, this.ask);
    const [clips, qualities] = [variants.map(({ clip }) => clip), secret.shiftQualities(step.data.qualities)];
    return { ...step, data: { ...step.data, variants, clips, qualities, secret: secret.hex } };
  }

  private async prepare(campaign: LivingCampaign): Promise<void> {
    const { id, state } = campaign.history;
    if (state.phase === 'absent' || campaign.prepared) return;
    await addExcerpts(id, state.config, this.artifacts, this.ask);
    campaign.prepared = true;
  }

  private readonly ask: Ask = (command) => this.ledger.ask(command, { signal: this.stop.signal });
}
