/** The whole workspace in one run: one process, its workers, one cache (see tools/test). */
export default {
  projects: ['<rootDir>/{apps,libs,test,tools}/*/jest.config.mjs'],
  // Concurrent tests of one file mostly wait: for guests to start, and for limits to be reached.
  maxConcurrency: 8,
  // Modules of a spec file are not freed while its worker lives.
  workerIdleMemoryLimit: '1GB',
};
