import { LANGUAGES } from '@codecsmith/codec';
import { OUTCOMES, phase } from '@codecsmith/experiment';
import { CURVE_METRICS } from '@codecsmith/quality';

interface Field {
  readonly kind: 'text' | 'number' | 'time' | 'flag';
  /** What there is to write, where that is a closed list. */
  readonly values?: readonly string[];
  /** Of one run: counts only together with a clip and a quality, since runs at others do not compare. */
  readonly ofRun?: true;
  readonly about: string;
}

const OF_RUN = ['kbps', ...CURVE_METRICS, 'encodeMs', 'decodeMs'] as const;
type RunField = (typeof OF_RUN)[number];

const runFields = Object.fromEntries(
  OF_RUN.map((name): [string, Field] => [name, { kind: 'number', ofRun: true, about: `${name} of the run` }]),
) as Readonly<Record<RunField, Field>>;

/** Everything that a query can speak of. */
export const QUERY_FIELDS = {
  name: { kind: 'text', about: 'what people call it' },
  tag: { kind: 'text', about: 'one of its tags' },
  starred: { kind: 'flag', about: 'whether it has a star' },
  note: { kind: 'text', about: 'the note beside it' },
  score: { kind: 'number', about: "percent of the anchor's bits saved" },
  anchor: { kind: 'text', about: 'encoder and mode of the score, such as "x264 all-intra"' },
  tier: { kind: 'number', about: 'BD-rate percent of the tier' },
  family: { kind: 'text', about: 'kind of codec, read from its parts' },
  language: { kind: 'text', values: LANGUAGES, about: 'of the code' },
  outcome: { kind: 'text', values: OUTCOMES, about: 'how it ended' },
  phase: { kind: 'text', values: phase.options, about: 'where it is' },
  cause: { kind: 'text', about: 'code of the failure' },
  campaign: { kind: 'text', about: 'campaign or group' },
  clip: { kind: 'text', about: 'name or digest of one of its clips' },
  frames: { kind: 'number', about: 'frames of one of its clips' },
  parent: { kind: 'text', about: 'id of a parent' },
  source: { kind: 'text', about: '"submitted", or the generator' },
  operator: { kind: 'text', about: 'how the search made it' },
  executor: { kind: 'text', about: 'who ran it' },
  candidate: { kind: 'text', about: 'digest of the code' },
  id: { kind: 'text', about: 'of the experiment' },
  requested: { kind: 'time', about: 'when it was requested, such as 2026-05-31' },
  concluded: { kind: 'time', about: 'when it ended' },
  ...runFields,
} as const satisfies Record<string, Field>;

export type QueryField = keyof typeof QUERY_FIELDS;

export const fieldNamed = (name: string): QueryField | undefined =>
  Object.hasOwn(QUERY_FIELDS, name) ? (name as QueryField) : undefined;

export const describeField = (field: QueryField): Field => QUERY_FIELDS[field];
