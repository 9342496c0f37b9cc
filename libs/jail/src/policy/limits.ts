/** What one side of one run may use. */
export interface Limits {
  /** From the start of the guest until it is ready. */
  readonly startMs: number;
  /** From GO to exit, without the time that the machine lets the candidate wait for a processor. */
  readonly wallMs: number;
  /** User and system time of the whole tree. */
  readonly cpuMs: number;
  readonly memoryBytes: number;
  /** Processes and threads. */
  readonly pids: number;
  /** Open files. */
  readonly files: number;
  /** Size of the private /tmp. */
  readonly tmpBytes: number;
  /** Upper bound of an encoder's packets; a decoder's output has its exact size. */
  readonly outputBytes: number;
  /** A candidate that prints more is ended. */
  readonly logBytes: number;
  /** Processor cores. */
  readonly cores: number;
}

export const MIB = 1024 * 1024;

/** What a run's limits depend on. */
export interface RunSize {
  /** Luma samples of all frames together. */
  readonly pixels: number;
  readonly torch: boolean;
}

const CPU_BASE_MS = 20_000;
/** Honest numpy intra codecs need 3–5 s for a million pixels. */
const CPU_PER_MEGAPIXEL_MS = 8_000;
/** Processor time decides, so that an outcome does not hang on what else the machine does; this much waiting is borne. */
const WALL_PER_CPU = 3;

export function defaultLimits({ pixels, torch }: RunSize): Limits {
  const cpuMs = Math.ceil(CPU_BASE_MS + (CPU_PER_MEGAPIXEL_MS * pixels) / 1e6);
  return {
    startMs: 10_000,
    wallMs: WALL_PER_CPU * cpuMs,
    cpuMs,
    memoryBytes: (torch ? 4096 : 1024) * MIB,
    pids: 64,
    files: 64,
    tmpBytes: 16 * MIB,
    outputBytes: 64 * MIB,
    logBytes: 16 * MIB,
    cores: 1,
  };
}

/** A machine that has given hardly any processor by then cannot do the work. */
const LAST_PER_WALL = 10;
const LAST_AT_LEAST_MS = 600_000;

/** When a run ends whatever it waited for: then the machine is at fault, not the candidate. */
export const lastDeadlineMs = ({ wallMs }: Pick<Limits, 'wallMs'>): number =>
  Math.max(LAST_PER_WALL * wallMs, LAST_AT_LEAST_MS);

/** How far an experiment may move each limit: the operator's decision. */
export type LimitBounds = { readonly [Name in keyof Limits]: { readonly min: number; readonly max: number } };

const HOUR_MS = 3_600_000;

export const DEFAULT_BOUNDS: LimitBounds = {
  startMs: { min: 100, max: 120_000 },
  wallMs: { min: 100, max: HOUR_MS },
  cpuMs: { min: 100, max: HOUR_MS },
  memoryBytes: { min: 64 * MIB, max: 16_384 * MIB },
  pids: { min: 8, max: 256 },
  files: { min: 32, max: 1024 },
  tmpBytes: { min: 0, max: 1024 * MIB },
  outputBytes: { min: 1, max: 1024 * MIB },
  logBytes: { min: 1024, max: 64 * MIB },
  cores: { min: 1, max: 64 },
};

/** A limit that an experiment asked for and may not have. */
export class LimitRefused extends RangeError {
  override readonly name = 'LimitRefused';
  readonly field: keyof Limits;

  constructor(field: keyof Limits, value: unknown, { min, max }: { min: number; max: number }) {
    super(`limit ${field} is ${String(value)}: allowed are numbers from ${min} to ${max}`);
    this.field = field;
  }
}

/**
 * The defaults with what an experiment overrides. A wall limit asked for alone moves the CPU limit with it; a CPU limit
 * asked for alone never leaves less wall time than the default share of it.
 *
 * @throws LimitRefused naming the field, the value and the bounds.
 */
export function resolveLimits(
  defaults: Limits,
  overrides: Partial<Limits> = {},
  bounds: LimitBounds = DEFAULT_BOUNDS,
): Limits {
  for (const field of Object.keys(overrides) as (keyof Limits)[]) {
    const value = overrides[field];
    if (!(field in bounds))
      throw new RangeError(`limit ${field} is unknown: known are ${Object.keys(bounds).join(', ')}`);
    const { min, max } = bounds[field];
    if (typeof value !== 'number' || !(value >= min && value <= max))
      throw new LimitRefused(field, value, bounds[field]);
  }
  const cpuMs = overrides.cpuMs ?? overrides.wallMs ?? defaults.cpuMs;
  const patientMs = Math.max(defaults.wallMs, Math.min(WALL_PER_CPU * cpuMs, bounds.wallMs.max));
  return { ...defaults, ...overrides, cpuMs, wallMs: overrides.wallMs ?? patientMs };
}
