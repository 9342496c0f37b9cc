import type { Language } from '@codecsmith/codec';
import type { Limits } from '@codecsmith/experiment';
import { defaultLimits, resolveLimits, type Limits as RunLimits } from '@codecsmith/jail';

/** What one side of a run may use: the jail's defaults with a campaign's limits on top. */
export function limitsText(language: Language, limits: Limits): string {
  const clock = limits.wallMs === undefined ? '' : `, ${secondsText(limits.wallMs)} by the clock`;
  const side = [
    `${cpuText(limits)} of processor time${clock}`,
    `${memoryText(language, limits)} of memory`,
    `packets of at most ${sizeText(runLimits(limits).outputBytes)}`,
  ];
  const advice = language === 'python' ? ' Vectorise.' : '';
  return `- One core. Each side of a run, all frames together, has ${side.join('; ')}.${advice}`;
}

/** Processor time grows with the clip, unless a campaign says how much there is. */
function cpuText(limits: Limits): string {
  const { cpuMs } = runLimits(limits);
  const perMegapixelMs = runLimits(limits, { pixels: 1e6 }).cpuMs - cpuMs;
  return perMegapixelMs === 0
    ? secondsText(cpuMs)
    : `${secondsText(perMegapixelMs)} per million pixels plus ${secondsText(cpuMs)}`;
}

function memoryText(language: Language, limits: Limits): string {
  const bare = sizeText(runLimits(limits).memoryBytes);
  const torch = sizeText(runLimits(limits, { torch: true }).memoryBytes);
  return language === 'javascript' || bare === torch ? bare : `${bare} (${torch} with torch)`;
}

/** Limits of a run of this size. A field that a campaign left out may be there as undefined. */
export function runLimits(limits: Limits, { pixels = 0, torch = false } = {}): RunLimits {
  const set = Object.entries(limits).filter(([, value]) => value !== undefined);
  return resolveLimits(defaultLimits({ pixels, torch }), Object.fromEntries(set));
}

const secondsText = (ms: number): string => `${ms / 1000} s`;

const UNITS = [
  ['GiB', 2 ** 30],
  ['MiB', 2 ** 20],
  ['KiB', 2 ** 10],
] as const;

/** Exact, in the largest unit that goes into it. */
function sizeText(bytes: number): string {
  const [unit, size] = UNITS.find(([, size]) => bytes % size === 0) ?? ['bytes', 1];
  return `${bytes / size} ${unit}`;
}
