import { z } from 'zod';

/** One row of the table: how a variable is read, and what its page in the manual says. */
export interface Setting<T> {
  readonly schema: z.ZodType<T, string>;
  /** What may stand there, in words; part of every refusal. */
  readonly allowed: string;
  /** The text that stands for a variable that is not set; without one the variable is required by those who use it. */
  readonly default?: string;
  readonly unit?: string;
  /** Never logged; may also be given as `<NAME>_FILE`, the path of a file that holds it. */
  readonly secret?: true;
  readonly description: string;
}

type Described = Omit<Setting<unknown>, 'schema' | 'allowed'>;

export const text = (more: Described): Setting<string> => ({
  schema: z.string().min(1),
  allowed: 'a text that is not empty',
  ...more,
});

/** A text that may be left out; the value is then `undefined`. */
export const optionalText = (more: Described): Setting<string | undefined> => ({
  schema: z.string().transform((value) => (value === '' ? undefined : value)),
  allowed: 'any text; empty means not set',
  default: '',
  ...more,
});

export const integer = (min: number, max: number, more: Described): Setting<number> => ({
  schema: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .refine((value) => value >= min && value <= max),
  allowed: `a whole number from ${min} to ${max}`,
  ...more,
});

export const port = (more: Described): Setting<number> => integer(0, 65_535, more);

export const choice = <const Options extends readonly [string, ...string[]]>(
  options: Options,
  more: Described,
): Setting<Options[number]> => ({
  schema: z.string().refine((value): value is Options[number] => options.includes(value)),
  allowed: options.join(', '),
  ...more,
});

/** A comma-separated list without repeats, in the order given. */
export const choices = <const Options extends readonly [string, ...string[]]>(
  options: Options,
  more: Described,
): Setting<Options[number][]> => ({
  schema: z
    .string()
    .transform((value) => [...new Set(value.split(',').map((item) => item.trim()))])
    .refine((items): items is Options[number][] => items.every((item) => options.includes(item))),
  allowed: `one or more of ${options.join(', ')}, separated by commas`,
  ...more,
});

export const flag = (more: Described): Setting<boolean> => ({
  schema: z.enum(['true', 'false']).transform((value) => value === 'true'),
  allowed: 'true, false',
  ...more,
});

/** A URL of one of the protocols, such as `nats:`. */
export const url = (protocols: readonly string[], more: Described): Setting<string> => ({
  schema: z.string().refine((value) => protocols.includes(URL.parse(value)?.protocol ?? '')),
  allowed: `a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  ...more,
});

/** As {@link url}, and may be left out; the value is then `undefined`. */
export const optionalUrl = (protocols: readonly string[], more: Described): Setting<string | undefined> => ({
  schema: z
    .string()
    .refine((value) => value === '' || protocols.includes(URL.parse(value)?.protocol ?? ''))
    .transform((value) => (value === '' ? undefined : value)),
  allowed: `a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}; empty means not set`,
  default: '',
  ...more,
});

/** An absolute path that may be left out; the value is then `undefined`. */
export const optionalPath = (more: Described): Setting<string | undefined> => ({
  schema: z
    .string()
    .refine((value) => value === '' || value.startsWith('/'))
    .transform((value) => (value === '' ? undefined : value)),
  allowed: 'an absolute path; empty means not set',
  default: '',
  ...more,
});

/** An absolute path. */
export const path = (more: Described): Setting<string> => ({
  schema: z.string().startsWith('/'),
  allowed: 'an absolute path',
  ...more,
});
