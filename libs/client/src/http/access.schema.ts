import { z } from 'zod';
import { time } from './time.schema.ts';

/** What a token may do: each of the first three all that the ones before it may; an executor moves artifacts, no more. */
export const ROLES = ['viewer', 'submitter', 'operator', 'executor'] as const;
export type Role = (typeof ROLES)[number];

export const tokenHolderSchema = z.object({ name: z.string(), role: z.enum(ROLES) });
export type TokenHolder = z.infer<typeof tokenHolderSchema>;

export const issuedTokenSchema = tokenHolderSchema.extend({ token: z.string() });
export type IssuedToken = z.infer<typeof issuedTokenSchema>;

/** Who a browser is logged in as. */
export const browserSessionSchema = z.object({ holder: tokenHolderSchema.nullable() });
export type BrowserSession = z.infer<typeof browserSessionSchema>;

/** A link that logs a browser in once. */
export const loginLinkSchema = z.object({
  /** Address on the lab's host. */
  path: z.string(),
  until: time,
});
export type LoginLink = z.infer<typeof loginLinkSchema>;
