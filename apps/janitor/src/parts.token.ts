/** What the process was started with: connections, limits, logger. */
export const PARTS = Symbol('PARTS');
