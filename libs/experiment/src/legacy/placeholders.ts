import type { LegacyRecord, Placeholder } from './legacy.ts';

type Figures = LegacyRecord['figures'];

/** The figures that the earlier system reported, by the words of their names. */
const KINDS = {
  bitrate: /(bitrate|mbps)[^.]*$/i,
  percent: /(percent|compression|reduction)[^.]*$/i,
  psnr: /psnr[^.]*$/i,
  ssim: /ssim[^.]*$/i,
  seconds: /(seconds|duration|time_s|elapsed|processing_time)[^.]*$/i,
} as const;
type Kind = keyof typeof KINDS;

/** What it reported where nothing was measured: Mbit/s, percent, dB, seconds. */
const DEFAULTS: readonly (readonly [Kind, number])[] = [
  ['bitrate', 0.5],
  ['percent', 90],
  ['psnr', 45],
  ['seconds', 30],
];
/** One of them alone may be true; so many together are not. */
const ENOUGH_DEFAULTS = 2;
/** Bitrate of the one baseline whose output stood in for codecs that were never run. */
const BASELINE_MBPS = 15.038184;
const NEVER_ZERO: readonly Kind[] = ['bitrate', 'psnr', 'ssim'];
/** So many records with the very same figures were not measured one by one. */
const IDENTICAL = 3;

/** Which figures of each record are placeholders, in the order of the records. */
export function placeholdersOf(records: readonly { readonly figures: Figures }[]): Placeholder[][] {
  const seen = new Map<string, number>();
  const keys = records.map(({ figures }) => identityOf(figures));
  for (const key of keys) if (key !== null) seen.set(key, (seen.get(key) ?? 0) + 1);
  return records.map(({ figures }, index) => {
    const key = keys[index] ?? null;
    const identical = key !== null && (seen.get(key) ?? 0) >= IDENTICAL;
    return [...ownPlaceholders(figures), ...(identical ? (['identical_metrics'] as const) : [])];
  });
}

function ownPlaceholders(figures: Figures): Placeholder[] {
  const of = (kind: Kind): number[] => valuesOf(figures, kind);
  const defaults = DEFAULTS.filter(([kind, value]) => of(kind).includes(value)).length;
  const found: Placeholder[] = [];
  if (defaults >= ENOUGH_DEFAULTS) found.push('default_metrics');
  if (of('bitrate').includes(BASELINE_MBPS)) found.push('baseline_bitrate');
  if (NEVER_ZERO.some((kind) => of(kind).includes(0))) found.push('zero_metric');
  return found;
}

const valuesOf = (figures: Figures, kind: Kind): number[] =>
  Object.entries(figures)
    .filter(([name]) => KINDS[kind].test(name))
    .map(([, value]) => value);

/** The results of a record as one text; null with fewer than two, which may agree by chance. */
function identityOf(figures: Figures): string | null {
  const results = (['bitrate', 'percent', 'psnr', 'ssim'] as const).flatMap((kind) =>
    valuesOf(figures, kind).map((value) => `${kind} ${value}`),
  );
  return results.length < 2 ? null : results.sort().join(', ');
}
