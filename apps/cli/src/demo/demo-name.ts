import { createHash } from 'node:crypto';
import { canonicalJson } from '@codecsmith/kernel';

/** Work that is the same has the same name, so a second demo finds what the first one did. */
export const demoName = (work: unknown): string =>
  `demo-${createHash('sha256').update(canonicalJson(work)).digest('hex').slice(0, 20)}`;
