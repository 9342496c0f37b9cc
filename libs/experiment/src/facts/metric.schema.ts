import { CORE_METRICS, METRICS, type CoreMetric, type MetricName, type MetricValues } from '@codecsmith/quality';
import { z } from 'zod';

type Value<Name extends MetricName> = Exclude<MetricValues[Name], undefined>;
type Field<Name extends MetricName> = z.ZodType<Value<Name>, Value<Name>>;
type MetricFields<Names extends MetricName> = {
  readonly [Name in Names]: Name extends CoreMetric ? Field<Name> : z.ZodOptional<Field<Name>>;
};

const valueOf = (name: MetricName) => {
  const { label, unit, unbounded } = METRICS[name];
  const text = `${label}${unit === null ? '' : `, ${unit}`}${unbounded ? '; null where the planes are equal' : ''}`;
  return (unbounded ? z.number().nullable() : z.number()).describe(text);
};

/** A field for each of the metrics, under its exact name; those that old measurements lack are optional. */
export const metricFields = <Name extends MetricName>(among: readonly Name[]): MetricFields<Name> =>
  Object.fromEntries(
    among.map((name) => [name, METRICS[name].core ? valueOf(name) : valueOf(name).optional()]),
  ) as unknown as MetricFields<Name>;

/**
 * Metrics by exact name, as `METRICS` of `@codecsmith/quality` lists them. Null exactly where the planes are equal and
 * the metric has no finite value. A name that this release does not know is kept.
 */
export const metricValues = z
  .object(metricFields(CORE_METRICS))
  .catchall(z.number().nullable()) as unknown as z.ZodType<MetricValues, MetricValues>;
