import { z } from 'zod';

/** A command on the wire: CloudEvents-friendly JSON, of which only `id` and `data` are required. */
export const wireCommandSchema = z.looseObject({
  /** Chosen by the sender, kept on every repeat. */
  id: z.string().min(1).max(400),
  /** The aggregate's id; may be left out where the ledger derives it. */
  subject: z.string().min(1).max(200).optional(),
  /** Who asks: `user:<name>` or `service:<name>`. */
  source: z.string().min(1).max(200).optional(),
  correlationid: z.string().max(200).optional(),
  traceparent: z.string().max(200).optional(),
  specversion: z.literal('1.0').optional(),
  data: z.unknown().refine((data) => data !== undefined, 'is required'),
});
