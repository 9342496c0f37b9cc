import { z } from 'zod';
import type { ReadonlyDeep } from './read-only.ts';

/** Why a command was not accepted. Nothing changed. */
export const refusalSchema = z.object({
  /** Stable, for programs: `unknown_clip`, `stale_attempt`, … */
  code: z.string(),
  /** For people: names the field, the value and what is allowed. */
  message: z.string(),
  field: z.string().optional(),
  allowed: z.array(z.string()).optional(),
});
export type Refusal = ReadonlyDeep<z.output<typeof refusalSchema>>;

export const refuse = (code: string, message: string, more: Pick<Refusal, 'field' | 'allowed'> = {}): Refusal => ({
  code,
  message,
  ...more,
});
