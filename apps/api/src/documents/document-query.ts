import { z } from 'zod';

/** Query of every document that is folded from facts. */
export const documentQuery = z.object({
  at: z.coerce.number().int().min(1).optional().describe('state as of this position of the log'),
});
