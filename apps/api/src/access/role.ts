/** What a token may do; each role may do all that the ones before it may. */
export const ROLES = ['viewer', 'submitter', 'operator'] as const;
export type Role = (typeof ROLES)[number];

/** Whether a holder of `held` may do what `needed` allows. */
export const permits = (held: Role, needed: Role): boolean => ROLES.indexOf(held) >= ROLES.indexOf(needed);
