import { Injectable, type DynamicModule, type ExecutionContext } from '@nestjs/common';
import { ThrottlerGuard, ThrottlerModule, type ThrottlerLimitDetail } from '@nestjs/throttler';
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

/** Far beyond a person and a well-meant program; a program in an endless loop reaches it. */
export const DEFAULT_RATE = new RateLimit(2_000, 500);

/** A sliding window that holds one burst: a request is allowed again as soon as the oldest one leaves the window. */
export const rateLimits = ({ burst, perSecond }: RateLimit): DynamicModule =>
  ThrottlerModule.forRoot({
    throttlers: [{ limit: burst, ttl: (burst / perSecond) * 1_000, blockDuration: 0 }],
    setHeaders: false,
  });

/** Refuses with 429 when a token sends too many requests; on open routes an address. All routes count together. */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  protected override getTracker(request: Request): Promise<string> {
    return Promise.resolve(holderOf(request)?.name ?? `address ${request.ip ?? 'unknown'}`);
  }

  protected override generateKey(_context: ExecutionContext, tracker: string): string {
    return tracker;
  }

  protected override throwThrottlingException(
    _context: ExecutionContext,
    { tracker, timeToBlockExpire }: ThrottlerLimitDetail,
  ): Promise<void> {
    throw Problem.tooMany(tracker, timeToBlockExpire);
  }
}
