import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { COMMON_DEVICES, listGpus, type Gpu, type GpuList } from './gpu-list.ts';

/** A file of the host, and where a guest finds it. */
interface ShownFile {
  readonly source: string;
  readonly target: string;
}

/** Exactly what a guest with a GPU sees beyond the others. */
export interface GpuGrant {
  readonly uuid: string;
  readonly model: string;
  readonly driver: string;
  /** Device files: its own first, which one run at a time locks; then those that all cards share. */
  readonly devices: readonly ShownFile[];
  /** The driver's libraries, read-only. */
  readonly libraries: readonly ShownFile[];
  /** Where the driver describes the card. */
  readonly record: string;
}

/** Without it there is no CUDA. */
const REQUIRED_LIBRARY = 'libcuda.so.1';
/** Compilers within the driver, for kernels that no library brings ready for this card. */
const FURTHER_LIBRARIES = ['libnvidia-ptxjitcompiler.so.1', 'libnvidia-nvvm.so.4'];

const TRIPLETS: Readonly<Record<string, string>> = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' };

/** Where distributions and container runtimes put the driver's libraries. */
function libraryFolders(): string[] {
  const triplet = TRIPLETS[process.arch];
  const ofDebian = triplet === undefined ? [] : [`/usr/lib/${triplet}`, `/usr/lib/${triplet}/nvidia/current`];
  return [...ofDebian, '/usr/lib64', '/usr/lib', '/usr/local/nvidia/lib64'];
}

function findLibrary(root: string, name: string): ShownFile | undefined {
  const target = libraryFolders()
    .map((folder) => join(folder, name))
    .find((path) => existsSync(join(root, path)));
  return target === undefined ? undefined : { source: realpathSync(join(root, target)), target };
}

/**
 * What a guest must be shown to use one GPU, and nothing else of the host: its device file, the two that all cards
 * share, and the driver's libraries. NVIDIA's management library is not among them: it tells what other programs do.
 *
 * @param root as in `listGpus`
 * @throws Error when the driver's main library is nowhere
 */
function grantOf(root: string, { uuid, model, minor, record }: Gpu, driver: string): GpuGrant {
  const names = [REQUIRED_LIBRARY, ...FURTHER_LIBRARIES, `libnvidia-gpucomp.so.${driver}`];
  const libraries = names.map((name) => findLibrary(root, name)).filter((found) => found !== undefined);
  if (libraries[0]?.target.endsWith(REQUIRED_LIBRARY) !== true) {
    throw new Error(`${REQUIRED_LIBRARY} of driver ${driver} is in none of ${libraryFolders().join(', ')}`);
  }
  const devices = [`nvidia${minor}`, ...COMMON_DEVICES].map((name) => {
    return { source: join(root, 'dev', name), target: `/dev/${name}` };
  });
  return { uuid, model, driver, devices, libraries, record };
}

/** Every GPU of this machine, ready to be given to guests; empty with the reasons. */
export function grantGpus(root: string): { readonly grants: readonly GpuGrant[]; readonly list: GpuList } {
  const list = listGpus(root);
  return { grants: list.gpus.map((gpu) => grantOf(root, gpu, list.driver ?? 'unknown')), list };
}

/** Why a GPU that was given can no longer be used, or null: its driver's record or a device file is gone. */
export function vanished({ model, uuid, record, devices }: GpuGrant): string | null {
  const gone = [record, ...devices.map(({ source }) => source)].find((path) => !existsSync(path));
  return gone === undefined ? null : `the GPU ${model} (${uuid}) is gone: ${gone} is no longer there`;
}
