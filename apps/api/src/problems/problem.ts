import { STATUS_CODES } from 'node:http';
import type { Refusal } from '@codecsmith/kernel';
import type { Role } from '../access/role.ts';

/** An RFC 9457 problem document. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code?: string;
  readonly field?: string | undefined;
  readonly allowed?: readonly string[] | undefined;
}

/** Refusals of the ledger that HTTP has its own word for; all others are 422. */
const STATUS_OF_REFUSAL: Readonly<Record<string, number>> = {
  unknown_experiment: 404,
  unknown_campaign: 404,
  already_exists: 409,
  already_concluded: 409,
  campaign_stopped: 409,
  name_taken: 409,
  clip_has_a_name: 409,
  wrong_phase: 409,
  disk_full: 507,
};

/** Ends a request with a problem document. */
export class Problem extends Error {
  private constructor(
    readonly status: number,
    detail: string,
    private readonly more: Pick<ProblemDocument, 'code' | 'field' | 'allowed'> = {},
    /** When to ask again, where that is known. */
    readonly retryAfterS?: number,
  ) {
    super(detail);
    this.name = 'Problem';
  }

  get document(): ProblemDocument {
    return { ...documentOf(this.status, this.message), ...this.more };
  }

  static of(status: number, code: string, detail: string, more: Pick<ProblemDocument, 'field' | 'allowed'> = {}) {
    return new Problem(status, detail, { code, ...more });
  }

  static fromRefusal({ code, message, field, allowed }: Refusal): Problem {
    return new Problem(STATUS_OF_REFUSAL[code] ?? 422, message, {
      code,
      ...(field === undefined ? {} : { field }),
      ...(allowed === undefined ? {} : { allowed }),
    });
  }

  static unauthorized(detail: string): Problem {
    return new Problem(401, detail, { code: 'no_token' });
  }

  static notPermitted(held: Role, needed: Role): Problem {
    return new Problem(403, `this needs the role ${needed}; this token has the role ${held}`, {
      code: 'not_permitted',
    });
  }

  static tooMany(asker: string, retryAfterS: number): Problem {
    const detail = `${asker} asks too much; ask again in ${retryAfterS} s`;
    return new Problem(429, detail, { code: 'too_many_requests' }, retryAfterS);
  }

  static overQuota(token: string, { used, more, most }: Record<'used' | 'more' | 'most', number>, retryAfterS: number) {
    const detail = `${token} has uploaded ${used} bytes in 24 hours: ${more} more are not allowed, ${most} are allowed`;
    const allowed = [`at most ${most} bytes in 24 hours`];
    return new Problem(429, detail, { code: 'upload_quota', allowed }, retryAfterS);
  }

  /** An address that cannot name anything. */
  static nowhere(): Problem {
    return new Problem(404, 'there is nothing at this address', { code: 'not_found' });
  }

  static notFound(what: string, id: string): Problem {
    return new Problem(404, `there is no ${what} "${id}"`, { code: `unknown_${what}` });
  }
}

export const documentOf = (status: number, detail?: string): ProblemDocument => ({
  type: 'about:blank',
  title: STATUS_CODES[status] ?? 'Error',
  status,
  ...(detail === undefined ? {} : { detail }),
});
