import { z } from 'zod';

/** A whole number in a query: digits, nothing else, so that no text becomes a number by accident. */
export const whole = ({ min, max }: { min: number; max?: number }) => {
  const number = z.int().min(min);
  return z.preprocess(
    (value) => (typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value),
    max === undefined ? number : number.max(max),
  );
};

/** A name in a query. Postgres has no NUL. */
export const word = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .regex(/^[^\0]*$/, 'text without NUL');

/** A place in the log. */
export const after = whole({ min: 0 }).describe('only what is behind this position of the log');

/** A page of facts. */
export const factPage = z.strictObject({
  after: after.default(0),
  limit: whole({ min: 1, max: 1000 }).default(100),
});
export type FactPageQuery = z.infer<typeof factPage>;
