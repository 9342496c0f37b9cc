import { ROLES, type Role } from '@codecsmith/client';

export { ROLES, type Role };

/** Whether a holder of `held` may do what `needed` allows. */
export const permits = (held: Role, needed: Role): boolean => ROLES.indexOf(held) >= ROLES.indexOf(needed);
