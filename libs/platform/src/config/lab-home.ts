import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the checkout that this program runs from. */
export const CHECKOUT = fileURLToPath(new URL('../../../../', import.meta.url)).replace(/\/$/, '');

const HASH_LENGTH = 12;

/**
 * Where the lab of a checkout lives unless `LAB_HOME` says otherwise: two checkouts never share one.
 * Root uses `/var/lib`, since the servers' own users cannot pass through a closed `/root`.
 */
export function labHomeOf(checkout = CHECKOUT, isRoot = process.getuid?.() === 0): string {
  const hash = createHash('sha256').update(checkout).digest('hex').slice(0, HASH_LENGTH);
  return isRoot ? join('/var/lib/codecsmith', hash) : join(homedir(), '.local/share/codecsmith', hash);
}

/** Raised by a change of the home that a program of before could not read. Homes of 0.1.0 have no number: they are 1. */
export const HOME_VERSION = 1;

/** Every path below `LAB_HOME`. */
export function labLayout(home: string) {
  return {
    home,
    postgres: join(home, 'postgres'),
    nats: join(home, 'nats'),
    artifacts: join(home, 'artifacts'),
    /** What the generator must not lose: answers that were paid for, and what models refuse. */
    generator: join(home, 'generator'),
    /** Endpoints of models, where an operator put them. */
    endpointsFile: join(home, 'endpoints.json'),
    guest: join(home, 'guest'),
    /** Codecs that coded whole videos, by digest: their streams name them. */
    codecs: join(home, 'codecs'),
    /** The ffmpeg for the metrics of libvmaf, where it was fetched. */
    vmaf: join(home, 'tools/vmaf/ffmpeg'),
    /** Curves that were measured elsewhere. */
    curves: join(home, 'curves'),
    /** Artifacts that an executor has fetched (0700): outside the guests' folder. */
    executorCache: join(home, 'executor-cache'),
    logs: join(home, 'logs'),
    /** A folder for the temporary files of each service (0700), emptied before each start of it. */
    temporary: join(home, 'tmp'),
    /** Describes the running lab (0600). */
    labFile: join(home, 'lab.json'),
    /** Which programs can read this home: see `HOME_VERSION`. */
    versionFile: join(home, 'home.version'),
    /** Where Prometheus finds the services of the running lab (`file_sd_configs`). */
    prometheusTargets: join(home, 'prometheus-targets.json'),
    /** What each part took on the disk, as of the last days. */
    usageFile: join(home, 'usage.json'),
    /** Identity of the lab of this home, for ever. */
    idFile: join(home, 'lab.id'),
    /** First operator token of the api (0600). */
    tokenFile: join(home, 'token'),
    /** Token of the lab's own executor (0600). */
    executorTokenFile: join(home, 'executor.token'),
    /** Settings of the executor that this machine runs for another lab (0600). */
    executorSettings: join(home, 'executor.env'),
    readerPasswordFile: join(home, 'lab_reader.password'),
    /** Users of the bus and their secrets (0600). */
    busUsersFile: join(home, 'bus.users.json'),
  } as const;
}

export type LabLayout = ReturnType<typeof labLayout>;
