import { z } from 'zod';
import { whole } from '../problems/query.schema.ts';

/** Query of every document that is folded from facts. */
export const documentQuery = z.strictObject({
  at: whole({ min: 1 }).optional().describe('state as of this position of the log'),
});
