import type { Limits } from './limits.ts';

/** How a run in a jail can end. Only `ok` carries output. */
export const OUTCOMES = [
  'ok',
  'timed_out',
  'out_of_memory',
  'jail_violated',
  'crashed',
  'output_invalid',
  'lab_fault',
  'cancelled',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Why a run did not end `ok`. */
export interface Cause {
  /** One sentence for people. What a candidate said of itself is marked as its own words by the error's name. */
  readonly message: string;
  /** Frame at which it happened, for frame-by-frame candidates. */
  readonly frame?: number;
  /** Line of the author's source. */
  readonly line?: number;
  /** The limit that was reached, with its value in the unit of its name. */
  readonly limit?: { readonly name: keyof Limits; readonly value: number };
}

/** What the guest says went wrong: a hint, never proof. */
interface ReportedFailure {
  readonly kind: 'exception' | 'memory' | 'gpu_memory' | 'invalid';
  readonly message: string;
  readonly line: number | null;
  readonly frame: number | null;
}

/** What the supervisor saw from outside, with what the guest said. */
export interface Observation {
  readonly ended: 'exit' | 'deadline' | 'cancelled' | 'log' | 'memory' | 'cpu' | 'protocol' | 'starved';
  readonly exitCode: number | null;
  readonly signal: number | null;
  readonly wallMs: number;
  /** Of the wall time, how long it was ready to run and the machine ran others; known where that moved its deadline. */
  readonly waitedMs: number;
  readonly cpuMs: number;
  readonly oomKills: number;
  /** Highest memory use; as far as it is known, the control group's own. */
  readonly peakBytes: number;
  readonly framesDone: number;
  readonly failure: ReportedFailure | null;
  readonly done: { readonly bytes: number; readonly packets: number } | null;
  readonly protocolError: string | null;
}

export interface Expectation {
  readonly limits: Limits;
  /** Exact number of output bytes, for decoders. */
  readonly exactBytes?: number;
  /** Frames of a frame-by-frame candidate; undefined when it takes the whole video in one call. */
  readonly frames?: number;
  /** Which frames those are, in the order of their decoding; undefined where they are all of a clip, in order. */
  readonly indices?: readonly number[];
  /** It has a GPU: while that computes, the processor may have nothing to do. */
  readonly gpu?: boolean;
}

export type Classified =
  | { readonly outcome: 'ok' }
  | {
      readonly outcome: Exclude<Outcome, 'ok'>;
      readonly cause: Cause;
      /** Why something outside of the jail may have ended the run; such a run is done again before it counts. */
      readonly doubt?: string;
    };

const SIGKILL = 9;
const SIGXCPU = 24;
const SIGSYS = 31;
/** RLIMIT_CPU counts whole seconds and the kernel checks it at ticks: a little under the limit is at the limit. */
const AT_LIMIT = 0.98;
/** The kernel ends a guest for its own memory only when it has about all that it may have. */
const NEAR_MEMORY_LIMIT = 0.9;
/** A guest that computes has more of the wall time that is charged to it. */
const HARDLY_ANY_CPU = 0.05;

const SIGNAL_NAMES: Readonly<Record<number, string>> = {
  4: 'SIGILL (illegal instruction)',
  6: 'SIGABRT (abort)',
  7: 'SIGBUS (bus error)',
  8: 'SIGFPE (arithmetic error)',
  9: 'SIGKILL',
  11: 'SIGSEGV (invalid memory access)',
  15: 'SIGTERM',
  25: 'SIGXFSZ (file too large)',
};

const seconds = (ms: number): string => `${ms / 1000} s`;
const wholeSeconds = (ms: number): string => `${Math.round(ms / 1000)} s`;

/** The frame that was being worked on when an outside force ended the run. */
function frameInWork(seen: Observation, expected: Expectation): { frame?: number } {
  const { frames, indices } = expected;
  if (frames === undefined || seen.framesDone >= frames) return {};
  return { frame: indices?.[seen.framesDone] ?? seen.framesDone };
}

function disturbedProtocol(seen: Observation, expected: Expectation): Classified {
  const message = `disturbed the protocol: ${seen.protocolError ?? 'for an unknown reason'}`;
  return { outcome: 'output_invalid', cause: { message, ...frameInWork(seen, expected) } };
}

function byHarness(seen: Observation, expected: Expectation): Classified | undefined {
  const { limits } = expected;
  const at = frameInWork(seen, expected);
  switch (seen.ended) {
    case 'cancelled':
      return { outcome: 'cancelled', cause: { message: 'the run was cancelled', ...at } };
    case 'starved':
      return { outcome: 'lab_fault', cause: { message: starvedMessage(seen), ...at } };
    case 'deadline': {
      const message = `did not finish within ${seconds(limits.wallMs)}${uncounted(seen)}`;
      const cause = { message, limit: { name: 'wallMs', value: limits.wallMs }, ...at } as const;
      return { outcome: 'timed_out', cause, ...(isHeld(seen, expected) && doubt(seen, message)) };
    }
    case 'log': {
      const message = `printed more than ${limits.logBytes} bytes`;
      return { outcome: 'crashed', cause: { message, limit: { name: 'logBytes', value: limits.logBytes }, ...at } };
    }
    case 'memory':
      return outOfMemory(seen, expected, 'ended by the supervisor');
    case 'cpu':
      return outOfProcessorTime(seen, expected);
    case 'protocol':
      return disturbedProtocol(seen, expected);
    case 'exit':
      return undefined;
  }
}

const starvedMessage = ({ wallMs, waitedMs, cpuMs }: Observation): string =>
  `the machine is too busy: of ${wholeSeconds(wallMs)} the guest waited ${wholeSeconds(waitedMs)} for a processor, and used ` +
  `${wholeSeconds(cpuMs)} of it`;

const uncounted = ({ waitedMs }: Observation): string =>
  waitedMs < 1000 ? '' : `, not counting ${wholeSeconds(waitedMs)} that it waited for a processor`;

function outOfProcessorTime(seen: Observation, expected: Expectation): Classified {
  const { cpuMs } = expected.limits;
  const message = `used ${seconds(cpuMs)} of processor time`;
  const limit = { name: 'cpuMs', value: cpuMs } as const;
  return { outcome: 'timed_out', cause: { message, limit, ...frameInWork(seen, expected) } };
}

function outOfMemory(seen: Observation, expected: Expectation, how: string): Classified {
  const { memoryBytes } = expected.limits;
  const message = `${how}: more than ${memoryBytes} bytes of memory were needed`;
  return {
    outcome: 'out_of_memory',
    cause: {
      ...frameInWork(seen, expected),
      ...reportedPlace(seen),
      message,
      limit: { name: 'memoryBytes', value: memoryBytes },
    },
  };
}

/** With what is known of the run: how much it computed, and the last that it said. */
function doubt(seen: Observation, message: string): { readonly doubt: string } {
  const last =
    seen.framesDone === 0
      ? 'it had finished no frame'
      : `the last frame that it finished was its number ${seen.framesDone}`;
  return { doubt: `${message} after ${seconds(Math.round(seen.cpuMs))} of processor time; ${last}` };
}

/** A guest that ran out of its wall time and had hardly any of the processor: another may have kept it from computing. */
const isHeld = ({ cpuMs }: Observation, { limits, gpu = false }: Expectation): boolean =>
  !gpu && cpuMs < limits.wallMs * HARDLY_ANY_CPU;

/** The kernel's killer counts in the group of its victim, also where the whole host is short of memory. */
const isHostShort = ({ oomKills, peakBytes }: Observation, { limits }: Expectation): boolean =>
  oomKills > 0 && peakBytes > 0 && peakBytes < limits.memoryBytes * NEAR_MEMORY_LIMIT;

function byKernel(seen: Observation, expected: Expectation): Classified | undefined {
  if (isHostShort(seen, expected)) {
    const message = `the host ran out of memory and ended the guest, which used ${seen.peakBytes} bytes`;
    return { outcome: 'lab_fault', cause: { message } };
  }
  if (seen.oomKills > 0) return outOfMemory(seen, expected, 'ended by the kernel');
  const at = frameInWork(seen, expected);
  if (seen.signal === SIGSYS) {
    return { outcome: 'jail_violated', cause: { message: 'made a system call that the jail forbids (SIGSYS)', ...at } };
  }
  if (seen.signal === SIGXCPU || (seen.signal === SIGKILL && seen.cpuMs >= expected.limits.cpuMs * AT_LIMIT)) {
    return outOfProcessorTime(seen, expected);
  }
  if (seen.signal === null) return undefined;
  const name = SIGNAL_NAMES[seen.signal] ?? `signal ${seen.signal}`;
  const message = `ended by ${name}`;
  return { outcome: 'crashed', cause: { message, ...at }, ...(seen.signal === SIGKILL && doubt(seen, message)) };
}

function reportedPlace({ failure }: Observation): Pick<Cause, 'frame' | 'line'> {
  return {
    ...(failure !== null && failure.frame !== null && { frame: failure.frame }),
    ...(failure !== null && failure.line !== null && { line: failure.line }),
  };
}

function byReport(seen: Observation, expected: Expectation): Classified | undefined {
  const { failure } = seen;
  if (failure === null) return undefined;
  const cause = { message: failure.message, ...reportedPlace(seen) };
  switch (failure.kind) {
    case 'memory':
      return outOfMemory(seen, expected, failure.message);
    case 'gpu_memory':
      return { outcome: 'out_of_memory', cause: { ...cause, message: `the memory of the GPU: ${failure.message}` } };
    case 'exception':
      return { outcome: 'crashed', cause };
    case 'invalid':
      return { outcome: 'output_invalid', cause };
  }
}

function byOutput(seen: Observation, expected: Expectation): Classified {
  const invalid = (message: string): Classified => ({
    outcome: 'output_invalid',
    cause: { message, ...frameInWork(seen, expected) },
  });
  if (seen.protocolError !== null) return disturbedProtocol(seen, expected);
  if (seen.exitCode !== 0) {
    const cause = { message: `exited with code ${seen.exitCode ?? 'unknown'}`, ...frameInWork(seen, expected) };
    return { outcome: 'crashed', cause };
  }
  if (seen.done === null) return invalid('exited without delivering its output');
  const { exactBytes, limits } = expected;
  if (exactBytes !== undefined && seen.done.bytes !== exactBytes) {
    return invalid(`delivered ${seen.done.bytes} bytes of frames, expected exactly ${exactBytes}`);
  }
  if (seen.done.bytes > limits.outputBytes) return invalid(`delivered more than ${limits.outputBytes} bytes`);
  return { outcome: 'ok' };
}

/**
 * Names the outcome, in the order of the design: what the harness decided, what the kernel decided, what the guest
 * reported, what the output is. Nothing that comes from inside can turn a failure into `ok`: that takes a clean exit
 * and an output of the right size.
 */
export function classify(seen: Observation, expected: Expectation): Classified {
  return byHarness(seen, expected) ?? byKernel(seen, expected) ?? byReport(seen, expected) ?? byOutput(seen, expected);
}
