import { z } from 'zod';

/** A command on the wire: CloudEvents-friendly JSON, of which only `id` and `data` are required. Its sender stands in its subject. */
export const wireCommandSchema = z.looseObject({
  /** Chosen by the sender, kept on every repeat. */
  id: z.string().min(1).max(400),
  /** The aggregate's id; may be left out where the ledger derives it. */
  subject: z.string().min(1).max(200).optional(),
  /** What it is, as its subject says too: a fact that is sent for a command has another type. */
  type: z.string().max(400).optional(),
  /** For readers of the message only: who asks is proved by the subject. */
  source: z.string().min(1).max(200).optional(),
  /** Of the work whose outcome it records; see `lab.v1.ask.take`. */
  token: z.string().max(200).optional(),
  correlationid: z.string().max(200).optional(),
  traceparent: z.string().max(200).optional(),
  specversion: z.literal('1.0').optional(),
  data: z.unknown().refine((data) => data !== undefined, 'is required'),
});
