interface GuestMeans {
  /** For linear algebra; left out: 1. */
  readonly threads?: number;
  /** Name of the card that the guest may use; left out: none. */
  readonly gpu?: string | null;
}

/** One order of sums for each shape, no kernels kept on disk, and no card but its own. */
const gpuEnvironment = (uuid: string): Readonly<Record<string, string>> => ({
  CUDA_VISIBLE_DEVICES: uuid,
  CUDA_CACHE_DISABLE: '1',
  CUBLAS_WORKSPACE_CONFIG: ':4096:8',
});

/**
 * The whole environment of a guest: constant, and nothing of the host's. A fixed number of threads for linear algebra
 * (one, but for trials) and a fixed hash seed make runs repeatable.
 */
export function guestEnvironment(
  libraryFolders: readonly string[],
  { threads = 1, gpu = null }: GuestMeans = {},
): Readonly<Record<string, string>> {
  return {
    PATH: '/usr/bin',
    HOME: '/tmp',
    TMPDIR: '/tmp',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    OPENSSL_CONF: '/dev/null',
    OPENBLAS_NUM_THREADS: String(threads),
    OMP_NUM_THREADS: String(threads),
    MKL_NUM_THREADS: String(threads),
    NUMEXPR_NUM_THREADS: String(threads),
    PYTHONHASHSEED: '0',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONIOENCODING: 'utf-8:backslashreplace',
    ...(gpu !== null && gpuEnvironment(gpu)),
    ...(libraryFolders.length > 0 && { LD_LIBRARY_PATH: libraryFolders.join(':') }),
  };
}
