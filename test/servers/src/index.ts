export { describeWithShared, sharedPath } from './shared.ts';
