export { say, status, type Behaviour, type Script } from './behaviour.ts';
export { JAVASCRIPT_MODELS, STAND_IN_ENDINGS, STAND_IN_JAVASCRIPT, STAND_IN_PARENT, type Ending } from './endings.ts';
export { ODDITIES, type OddEnding } from './oddities/index.ts';
export { readRecorded, wantedIn, type RecordedAnswer, type Wanted } from './recorded/read-recorded.ts';
export { recordedWriter } from './recorded/recorded-writer.ts';
export { replyText, SCRIPTS } from './scripts.ts';
export { startLlmStandIn, STAND_IN_KEY, type Bill, type LlmStandIn } from './server.ts';
export { deadOf, SLIP_NAMES, slipsIn, WORKING, type SlipName } from './writers/codec.ts';
export { WRITERS, type Writer } from './writers/writers.ts';
