import { createHash, randomBytes } from 'node:crypto';
import type { BeatVerdict, IssuedLease, LeaseBeat } from '@codecsmith/kernel';
import type { LeaseChange, LeaseClaim, LeaseKnowledge } from '../port/aggregate.ts';
import type { Lease, LeaseKey } from '../port/storage.ts';

/** Times of a lease, by the ledger's own clock. */
export interface LeaseTimes {
  readonly ttlMs: number;
  readonly beatMs: number;
}

export const DEFAULT_LEASE_TIMES: LeaseTimes = { ttlMs: 15_000, beatMs: 2_000 };

export const leaseKeyOf = ({ aggregateId, attempt }: LeaseKey): string => `${aggregateId}#${attempt}`;

const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Leases as one batch sees and changes them. Nothing reaches the known leases before the batch is committed. */
export class LeaseTable {
  /** Changed leases by key. */
  readonly changed = new Map<string, Lease>();

  constructor(
    private readonly known: ReadonlyMap<string, Lease>,
    private readonly now: Date,
    private readonly times: LeaseTimes,
    /** When this writer took over: no beat could be heard before, so silence counts from here. */
    private readonly since: Date,
  ) {}

  find(key: LeaseKey): Lease | undefined {
    return this.changed.get(leaseKeyOf(key)) ?? this.known.get(leaseKeyOf(key));
  }

  knowledge(aggregateId: string, claim: LeaseClaim | undefined): LeaseKnowledge {
    const lease = claim && this.find({ aggregateId, attempt: claim.attempt });
    if (claim === undefined || lease === undefined) return { valid: false, expired: true, lastBeatAt: null };
    return {
      valid: claim.token !== null && hashOfToken(claim.token) === lease.tokenHash,
      expired: lease.endedAt !== null || this.silenceMs(lease) > lease.ttlMs,
      lastBeatAt: lease.beatAt.toISOString(),
    };
  }

  beat({ aggregateId, attempt, token, executor }: LeaseBeat): BeatVerdict {
    const lease = this.find({ aggregateId, attempt });
    if (lease === undefined) return { verdict: 'stop', reason: 'unknown' };
    if (lease.tokenHash !== hashOfToken(token) || lease.executor !== executor) {
      return { verdict: 'stop', reason: 'fenced' };
    }
    if (lease.endedAt !== null) return { verdict: 'stop', reason: lease.endReason ?? 'concluded' };
    this.set({ ...lease, beatAt: this.now });
    return { verdict: 'continue', ttlMs: lease.ttlMs };
  }

  /** Applies what accepted facts do to leases; returns the lease that was granted. */
  apply(aggregateId: string, changes: readonly LeaseChange[]): { attempt: number; issued: IssuedLease } | undefined {
    let granted: { attempt: number; issued: IssuedLease } | undefined;
    for (const change of changes) {
      if (change.change === 'end') this.end(aggregateId, change.reason);
      else granted = { attempt: change.attempt, issued: this.grant(aggregateId, change.attempt, change.executor) };
    }
    return granted;
  }

  /** A fresh token for a living lease, whose old token is then worth nothing. Undefined when the lease has ended. */
  reissue(key: LeaseKey): IssuedLease | undefined {
    const lease = this.find(key);
    if (lease === undefined || lease.endedAt !== null) return undefined;
    return this.grant(key.aggregateId, key.attempt, lease.executor);
  }

  private silenceMs({ beatAt }: Lease): number {
    return this.now.getTime() - Math.max(beatAt.getTime(), this.since.getTime());
  }

  private grant(aggregateId: string, attempt: number, executor: string): IssuedLease {
    const token = randomBytes(16).toString('hex');
    const { ttlMs, beatMs } = this.times;
    const tokenHash = hashOfToken(token);
    this.set({ aggregateId, attempt, executor, tokenHash, beatAt: this.now, ttlMs, endedAt: null, endReason: null });
    return { token, ttlMs, beatMs };
  }

  private end(aggregateId: string, endReason: Lease['endReason']): void {
    const living = [...this.known.values(), ...this.changed.values()].filter((l) => l.aggregateId === aggregateId);
    for (const { attempt } of living) {
      const lease = this.find({ aggregateId, attempt });
      if (lease?.endedAt === null) this.set({ ...lease, endedAt: this.now, endReason });
    }
  }

  private set(lease: Lease): void {
    this.changed.set(leaseKeyOf(lease), lease);
  }
}
