import {
  LedgerClient,
  LOGGER,
  NotTried,
  OnFact,
  Quarantine,
  type WorkAfterAck,
  type FactBinding,
  type FactContext,
  type FactData,
  type ReactorCommand,
} from '@codecsmith/bus';
import type { IssuedLease } from '@codecsmith/kernel';
import { readConfig, type Logger } from '@codecsmith/platform';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { executeAttempt } from './attempt/execute-attempt.ts';
import { handBack, type AttemptKey } from './attempt/report.ts';
import { LeaseHeartbeat } from './lease/lease-heartbeat.ts';
import { Presence } from './machine/presence.ts';
import { Machine, slotsOf } from './machine/machine.ts';

type Queued = FactData<'ExecutionQueued'>;

/** Refusals that mean: this attempt is somebody else's, or over. */
const NOT_OURS = ['already_started', 'stale_attempt', 'wrong_phase', 'already_concluded'];

/** Records of an attempt that did what it was to do. */
const RESULTS: readonly string[] = ['record-encoded', 'record-executed'];

/** How soon the decoding half of work that this executor encoded is offered again. */
const SECOND_EXECUTOR_PAUSE_MS = 1_000;

/** How long a shutdown tries to hand an attempt back. */
const HAND_BACK_MS = 800;

/** A durable for each lane that this executor serves. */
const lanes = (): FactBinding[] =>
  readConfig(['LAB_EXECUTOR_LANES']).LAB_EXECUTOR_LANES.map((lane) => ({
    durable: `executor-${lane}`,
    concurrency: slotsOf(lane),
    // However often it comes to the executor that encoded: the queue's own limit ends the wait.
    waitsFor: ({ data }) => (data as Partial<Queued>).half === 'decode',
  }));

/**
 * ExecutionQueued → the attempt. The message is acknowledged as soon as the ledger has granted the lease; from there
 * the lease alone governs, and the jail ends when the ledger says so.
 */
@Controller()
export class ExecuteCandidate {
  constructor(
    private readonly machine: Machine,
    private readonly presence: Presence,
    private readonly ledger: LedgerClient,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @OnFact('ExecutionQueued', lanes)
  async handle(@Payload() queued: Queued, @Ctx() context: FactContext): Promise<WorkAfterAck | undefined> {
    // Fetched just before the machine became unfit.
    await this.machine.fitness.untilFit(context.signal);
    const lease = await this.startExecution(queued, context);
    return lease && (() => this.run(queued, lease, context));
  }

  /**
   * Undefined when the attempt is not, or no longer, to be had.
   *
   * @throws NotTried where this executor encoded, and another one is to decode
   */
  private async startExecution({ attempt, lane }: Queued, context: FactContext): Promise<IssuedLease | undefined> {
    const { instance, environment } = this.machine;
    const answer = await context.ask({
      id: `${context.commandId}:${instance}`,
      verb: 'start-execution',
      data: { attempt, executor: instance, lane, environment },
    });
    if (answer.accepted) {
      if (answer.lease === undefined) this.logger.warn({ instance, attempt }, 'granted before, and its lease is over');
      return answer.lease;
    }
    if (answer.refusal.code === 'same_executor') throw new NotTried(SECOND_EXECUTOR_PAUSE_MS, answer.refusal.message);
    if (NOT_OURS.includes(answer.refusal.code)) return undefined;
    throw new Quarantine(`the ledger refused start-execution: ${answer.refusal.message}`);
  }

  private async run(queued: Queued, lease: IssuedLease, context: FactContext): Promise<void> {
    const { attempt } = queued;
    const { aggregateId } = context.fact;
    const key: AttemptKey = { attempt, token: lease.token, code: queued.code };
    const beat = { aggregateId, attempt, token: lease.token, executor: this.machine.instance };
    const heartbeat = new LeaseHeartbeat(this.ledger, beat, lease);
    const end = this.presence.begin(aggregateId, attempt);
    let succeeded = false;
    try {
      const signal = AbortSignal.any([heartbeat.signal, context.signal]);
      const command = await executeAttempt(this.machine, queued, key, signal);
      if (heartbeat.signal.aborted)
        this.logger.info({ aggregateId, attempt, reason: String(heartbeat.signal.reason) }, 'stopped');
      else if (context.signal.aborted) await handBackInTime(key, context);
      else if (command !== undefined) {
        await record(command, key, context);
        succeeded = RESULTS.includes(command.verb);
      }
    } catch (err) {
      // The lease runs out, and the janitor gives the attempt to the next.
      this.logger.warn({ err, aggregateId, attempt }, 'the end of an attempt could not be reported');
    } finally {
      end(succeeded);
      await heartbeat.stop();
    }
  }
}

/** A record that the ledger does not take is the lab's fault: the attempt is handed back with the ledger's reason. */
async function record(command: ReactorCommand, key: AttemptKey, context: FactContext): Promise<void> {
  const answer = await context.ask(command);
  if (answer.accepted || NOT_OURS.includes(answer.refusal.code)) return;
  const reason = `${command.verb} was refused: ${answer.refusal.message}`;
  await context.ask({ ...handBack(key, 'lab_fault', reason), id: `${context.commandId}:refused` });
}

const handBackInTime = async (key: AttemptKey, context: FactContext): Promise<void> => {
  const command = handBack(key, 'shutdown', 'it was shut down');
  await context.ask(command, { signal: AbortSignal.timeout(HAND_BACK_MS) });
};
