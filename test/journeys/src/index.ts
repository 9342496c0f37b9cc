export type { ExperimentDocument, HistoryEntry } from './documents.ts';
export { processesBelow } from './guests.ts';
export { baseCodec } from './candidates.ts';
export { CLI, exampleCodec, Lab, type Said } from './lab.ts';
export { until } from './until.ts';
export { panningClip } from './panning-clip.ts';
