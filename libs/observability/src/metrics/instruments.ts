import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const registry = new Registry();

/** Values of labels, all of them. */
export type Labels<Name extends string> = Readonly<Record<Name, string>>;

/** Distinct values that one label takes in one process; further ones are counted under {@link OTHER}. */
const MOST_VALUES = 64;
export const OTHER = 'other';

/** Instruments are made at their first use, so that a process shows only what it measures. */
function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** Keeps each label of one metric to a bounded set of values: what comes from outside must not fill the memory. */
function bounded<Name extends string>(names: readonly Name[]): (labels: Labels<Name>) => Labels<Name> {
  const seen = new Map(names.map((name) => [name, new Set<string>()]));
  return (labels) => {
    const within = names.map((name) => {
      const known = seen.get(name) ?? new Set();
      if (known.size < MOST_VALUES) known.add(labels[name]);
      return [name, known.has(labels[name]) ? labels[name] : OTHER];
    });
    return Object.fromEntries(within) as Labels<Name>;
  };
}

interface Named {
  readonly name: string;
}

export interface Count<Name extends string> extends Named {
  add(labels: Labels<Name>, count?: number): void;
}

/** A number that only grows. */
export function counter<Name extends string>(name: string, help: string, labelNames: readonly Name[]): Count<Name> {
  const made = lazily(() => new Counter({ name, help, labelNames, registers: [registry] }));
  const bound = bounded(labelNames);
  return { name, add: (labels, count = 1) => made().inc(bound(labels), count) };
}

export interface Distribution<Name extends string> extends Named {
  observe(labels: Labels<Name>, value: number): void;
}

/** How often, how much in all, and how it is spread over buckets. */
export function distribution<Name extends string>(
  name: string,
  help: string,
  { labels: labelNames, buckets }: { readonly labels: readonly Name[]; readonly buckets: readonly number[] },
): Distribution<Name> {
  const made = lazily(() => new Histogram({ name, help, labelNames, buckets: [...buckets], registers: [registry] }));
  const bound = bounded(labelNames);
  return { name, observe: (labels, value) => made().observe(bound(labels), value) };
}

export interface Level<Name extends string> extends Named {
  /** Reads the level anew at every scrape. What cannot be read then has no value, and the failure is counted. */
  readWith(read: () => Promise<LevelValues<Name>> | LevelValues<Name>): void;
}
export type LevelValues<Name extends string> = readonly (readonly [labels: Labels<Name>, value: number])[];

const failures = counter('codecsmith_scrape_failures_total', 'Levels that could not be read at a scrape', ['metric']);
const READ_LIMIT_MS = 3_000;

/** A number that goes up and down. */
export function level<Name extends string>(name: string, help: string, labelNames: readonly Name[]): Level<Name> {
  const bound = bounded(labelNames);
  return {
    name,
    readWith: (read) => {
      registry.removeSingleMetric(name);
      const collect = async function (this: Gauge<Name>): Promise<void> {
        this.reset();
        // A reset level without labels is 0, which nobody has read.
        if (labelNames.length === 0) this.remove();
        try {
          for (const [labels, value] of await within(READ_LIMIT_MS, read())) this.set(bound(labels), value);
        } catch {
          failures.add({ metric: name });
        }
      };
      new Gauge({ name, help, labelNames, registers: [registry], collect });
    },
  };
}

function within<T>(limitMs: number, work: Promise<T> | T): Promise<T> {
  const limit = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`not read within ${limitMs} ms`)), limitMs).unref();
  });
  return Promise.race([work, limit]);
}

/** Everything that this process measures, in Prometheus' text format. */
export async function renderMetrics(): Promise<{ readonly contentType: string; readonly text: string }> {
  return { contentType: registry.contentType, text: await registry.metrics() };
}

/** Adds what Node knows of the process: CPU, memory, event loop, garbage collection. */
export const measureProcess: () => void = lazily(() => collectDefaultMetrics({ register: registry }));

/** Seconds between two times in ms. */
export const seconds = (fromMs: number, toMs = Date.now()): number => Math.max(0, toMs - fromMs) / 1_000;
