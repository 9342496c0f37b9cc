import { z } from 'zod';
import { refusalOf } from './zod-refusal.ts';

const schema = z.object({
  mode: z.enum(['fast', 'slow']).optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
  qualities: z.array(z.int().max(100)).optional(),
  name: z
    .string()
    .regex(/^[a-z]+$/, 'small letters')
    .optional(),
  source: z.discriminatedUnion('kind', [z.object({ kind: z.literal('a'), size: z.int() })]).optional(),
  clip: z.union([z.object({ digest: z.string() }), z.string()]).optional(),
  limits: z.strictObject({ wallMs: z.int() }).optional(),
});

/** The refusal of an input that must be wrong. */
function refused(input: unknown) {
  const { error } = schema.safeParse(input);
  if (error === undefined) throw new Error('the schema took it');
  return refusalOf(error, input);
}

describe('the refusal that an error of a schema means', () => {
  it.each([
    ['an option', { mode: 'odd' }, 'mode', '"odd"', ['fast', 'slow']],
    ['a type, as the text that was sent', { limit: 'soon' }, 'limit', '"soon"', ['number']],
    ['a lower bound', { limit: '0' }, 'limit', '"0"', ['at least 1']],
    ['an upper bound, inside a list', { qualities: [50, 101] }, 'qualities.1', '101', ['at most 100']],
    ['a pattern', { name: 'A' }, 'name', '"A"', ['/^[a-z]+$/']],
    ['a kind', { source: { kind: 'b' } }, 'source.kind', '"b"', ['a']],
    ['something that is not there', { source: { kind: 'a' } }, 'source.size', 'nothing', ['number']],
    ['the branch of a union that got furthest', { clip: { digest: 7 } }, 'clip.digest', '7', ['string']],
    ['a key that is not known', { limits: { wallMs: 1, wallS: 2 } }, 'limits.wallS', '2', undefined],
    ['all of it', 'text', 'data', '"text"', ['object']],
  ])('names %s', (_, input, field, value, allowed) => {
    const refusal = refused(input);
    expect(refusal.message).toMatch(`${field}: ${value} is not allowed: `);
    expect({ ...refusal, message: '' }).toEqual({
      code: 'invalid_data',
      message: '',
      field,
      ...(allowed === undefined ? {} : { allowed }),
    });
  });

  it('shortens a long value, and says how long it was', () => {
    expect(refused({ mode: 'x'.repeat(1000) }).message).toBe(
      `mode: "${'x'.repeat(79)}… (1002 characters) is not allowed: Invalid option: expected one of "fast"|"slow"`,
    );
  });
});
