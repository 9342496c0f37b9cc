import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { Problem } from '../problems/problem.ts';
import { holderOf } from './token.guard.ts';

/** How much one token may ask: so many at once, and so many a second in the long run. */
export class RateLimit {
  constructor(
    readonly burst: number,
    readonly perSecond: number,
  ) {}
}

/** Far beyond a person and a well-meant program; a loop gone wild meets it. */
export const DEFAULT_RATE = new RateLimit(2_000, 500);

interface Bucket {
  left: number;
  atMs: number;
}

/** Refuses with 429 who asks too much; counted by token, for open routes by address. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly rate: RateLimit) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const asker = holderOf(request)?.name ?? `address ${request.ip ?? 'unknown'}`;
    const bucket = this.refilled(asker, Date.now());
    if (bucket.left >= 1) {
      bucket.left -= 1;
      return true;
    }
    throw Problem.tooMany(asker, Math.ceil((1 - bucket.left) / this.rate.perSecond));
  }

  private refilled(asker: string, nowMs: number): Bucket {
    const { burst, perSecond } = this.rate;
    const before = this.buckets.get(asker) ?? { left: burst, atMs: nowMs };
    const left = Math.min(burst, before.left + ((nowMs - before.atMs) / 1_000) * perSecond);
    const bucket = { left, atMs: nowMs };
    this.buckets.delete(asker);
    this.buckets.set(asker, bucket);
    this.forgetIdle(nowMs);
    return bucket;
  }

  /** A bucket that is full again says nothing; the longest idle stand first. */
  private forgetIdle(nowMs: number): void {
    const fullAfterMs = (this.rate.burst / this.rate.perSecond) * 1_000;
    for (const [asker, { atMs }] of this.buckets) {
      if (nowMs - atMs < fullAfterMs) return;
      this.buckets.delete(asker);
    }
  }
}
