export type { Reading } from './reading.ts';
export { LimitExceeded, POOL_LIMITS, SanitizerFault, SanitizerPool, type PoolLimits } from './sanitizer-pool.ts';
