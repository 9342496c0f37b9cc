export { say, status, type Behaviour, type Script } from './behaviour.ts';
export { replyText, SCRIPTS } from './scripts.ts';
export { startLlmStandIn, STAND_IN_KEY, type Bill, type LlmStandIn } from './server.ts';
