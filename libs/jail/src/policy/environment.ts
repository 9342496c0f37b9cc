/**
 * The whole environment of a guest: constant, and nothing of the host's. One thread for linear algebra and a fixed
 * hash seed make runs repeatable.
 */
export function guestEnvironment(libraryFolders: readonly string[]): Readonly<Record<string, string>> {
  return {
    PATH: '/usr/bin',
    HOME: '/tmp',
    TMPDIR: '/tmp',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    OPENSSL_CONF: '/dev/null',
    OPENBLAS_NUM_THREADS: '1',
    OMP_NUM_THREADS: '1',
    MKL_NUM_THREADS: '1',
    NUMEXPR_NUM_THREADS: '1',
    PYTHONHASHSEED: '0',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONIOENCODING: 'utf-8:backslashreplace',
    ...(libraryFolders.length > 0 && { LD_LIBRARY_PATH: libraryFolders.join(':') }),
  };
}
