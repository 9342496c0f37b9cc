import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A GPU that a guest can be given, as the driver describes it. */
export interface Gpu {
  /** The driver's own name of this very card, such as `GPU-5a1c…`. */
  readonly uuid: string;
  /** Such as `NVIDIA H200`. */
  readonly model: string;
  /** Number N of its device file `/dev/nvidiaN`. */
  readonly minor: number;
  /** Where the driver describes it: it goes when the card goes. */
  readonly record: string;
}

/** What a machine has for the gpu lane. */
export interface GpuList {
  /** Version of the kernel's driver; null where none is loaded. */
  readonly driver: string | null;
  readonly gpus: readonly Gpu[];
  /** Why there is none, or why one that the driver knows is left out, for people. */
  readonly reasons: readonly string[];
}

const DRIVER = 'proc/driver/nvidia';
/** Beside its own device file, every run needs these. */
export const COMMON_DEVICES = ['nvidiactl', 'nvidia-uvm'] as const;

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
};

const fieldOf = (text: string, name: string): string | undefined =>
  new RegExp(`^${name}:\\s*(.+?)\\s*$`, 'mu').exec(text)?.[1];

function readGpu(root: string, bus: string): Gpu | string {
  const record = join(root, DRIVER, 'gpus', bus, 'information');
  const text = textOf(record) ?? '';
  const [model, uuid, minor] = ['Model', 'GPU UUID', 'Device Minor'].map((name) => fieldOf(text, name));
  if (model === undefined || uuid === undefined || minor === undefined)
    return `${bus}: the driver does not describe it`;
  if (fieldOf(text, 'GPU Excluded') === 'Yes') return `${bus}: the driver excludes it`;
  const device = `nvidia${minor}`;
  if (!existsSync(join(root, 'dev', device))) return `${bus}: /dev/${device} is not there`;
  return { uuid, model, minor: Number(minor), record };
}

/**
 * The lab's one look at the GPUs of a machine: what NVIDIA's driver says below `/proc`, and the device files. No program
 * is started, and no device is opened.
 *
 * @param root folder that holds `proc`, `dev` and the libraries: `/`, or a copy of the few files that are read
 */
export function listGpus(root: string): GpuList {
  const version = textOf(join(root, DRIVER, 'version'));
  if (version === undefined) return { driver: null, gpus: [], reasons: ["NVIDIA's driver is not loaded"] };
  const driver = /Kernel Module(?: for \S+)?\s+(\d[\d.]*)/u.exec(version)?.[1] ?? 'unknown';
  const absent = COMMON_DEVICES.filter((name) => !existsSync(join(root, 'dev', name)));
  if (absent.length > 0) {
    const files = absent.map((name) => `/dev/${name}`).join(' and ');
    return { driver, gpus: [], reasons: [`${files} ${absent.length === 1 ? 'is' : 'are'} not there`] };
  }
  const found = namesIn(join(root, DRIVER, 'gpus')).map((bus) => readGpu(root, bus));
  const gpus = found.filter((each) => typeof each !== 'string').sort((a, b) => a.minor - b.minor);
  const reasons = found.filter((each) => typeof each === 'string');
  return { driver, gpus, reasons: found.length === 0 ? ['the driver knows no GPU'] : reasons };
}
