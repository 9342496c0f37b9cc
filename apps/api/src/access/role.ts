import { ROLES, type Role } from '@codecsmith/client';

export { ROLES, type Role };

/** Each may do what those before it may. `executor` stands beside them: it moves artifacts and sees nothing else. */
const LADDER: readonly Role[] = ['viewer', 'submitter', 'operator'];

/** Whether a holder of `held` may do what `needed` allows. */
export const permits = (held: Role, needed: Role): boolean => LADDER.indexOf(held) >= LADDER.indexOf(needed);
