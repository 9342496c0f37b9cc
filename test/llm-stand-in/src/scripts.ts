import { readdirSync, readFileSync } from 'node:fs';
import { say, status, type Script } from './behaviour.ts';

const REPLIES = new URL('../replies/', import.meta.url);

/** Text of a recorded reply. They were written for this server: no model said them. */
export const replyText = (name: string): string => readFileSync(new URL(`${name}.txt`, REPLIES), 'utf8');

const replyNames = (): string[] => readdirSync(REPLIES).map((file) => file.replace(/\.txt$/u, ''));

/** One script for each recorded reply, under its own name. */
const spoken = (): [string, Script][] => replyNames().map((name) => [name, [say(name)]]);

/** What goes wrong before, during or instead of an answer. */
const troubled: readonly (readonly [string, Script])[] = [
  ['refusing', [{ kind: 'refuse', text: "I'm sorry, I can't help with that." }]],
  ['filtered', [{ kind: 'say', reply: 'prose-only', finish: 'content_filter' }]],
  ['length-stop', [{ kind: 'say', reply: 'truncated', finish: 'length' }]],
  ['length-stop-then-whole', [{ kind: 'say', reply: 'truncated', finish: 'length' }, say('corrected')]],
  ['empty', [{ kind: 'nothing' }]],
  ['rate-limited-once', [status(429, 'slow down', { 'retry-after-ms': '5' }), say('fenced-python')]],
  ['rate-limited-for-an-hour', [status(429, 'come back in an hour', { 'retry-after': '3600' })]],
  ['rate-limited-without-hint', [status(429, 'too many requests')]],
  ['server-error-once', [status(500, 'a bad moment'), say('fenced-python')]],
  ['server-error', [status(503, 'overloaded')]],
  ['bad-request', [status(400, 'max_tokens is too large')]],
  ['unknown-model', [status(404, 'the model does not exist')]],
  ['newer-limit', [{ kind: 'say-to-newer', reply: 'fenced-python' }]],
  ['invalid-key', [status(401, 'Incorrect API key provided')]],
  ['silent', [{ kind: 'silence' }]],
  ['stalling', [{ kind: 'stall', reply: 'fenced-python', after: 200 }]],
  ['dropping', [{ kind: 'drop', reply: 'fenced-python', after: 200 }]],
  ['trickling', [{ kind: 'trickle', everyMs: 10 }]],
  ['uncounted', [{ kind: 'say-uncounted', reply: 'fenced-python' }]],
  ['wrong-names-then-corrected', [say('wrong-names'), say('corrected')]],
  ['no-match-then-corrected', [say('edit-never-matching'), say('corrected-edit')]],
  ['prose-then-codec', [say('prose-only'), say('fenced-py-tag')]],
];

/** Every model that the stand-in plays, by name. */
export const SCRIPTS: ReadonlyMap<string, Script> = new Map([...spoken(), ...troubled]);
