/** What went wrong, told to the supervisor. It is a hint for people: nothing said from in here grants a result. */
import { print } from './channel.mjs';

const MESSAGE_LIMIT = 2000;
const PLACE = /codec\.mjs:(\d+)/g;
const OUT_OF_MEMORY = /memory limit|allocation failed|Array buffer allocation/i;

/** The candidate returned something that the contract does not allow. */
export class InvalidOutput extends Error {}

const textOf = (value) => {
  try {
    return String(value);
  } catch {
    return '(it cannot be shown)';
  }
};

export function describe(error, lineMap, frame) {
  if (error instanceof InvalidOutput) return { kind: 'invalid', message: error.message, line: null, frame };
  const author = (line) => lineMap?.[line - 1] ?? line;
  const stack = textOf(error?.stack ?? error).replace(PLACE, (_, line) => `codec.mjs:${author(Number(line))}`);
  print(`${stack}\n`);
  const place = /codec\.mjs:(\d+)/.exec(stack);
  const message = textOf(error?.name && error?.message !== undefined ? `${error.name}: ${error.message}` : error);
  return {
    kind: OUT_OF_MEMORY.test(message) ? 'memory' : 'exception',
    message: message.slice(0, MESSAGE_LIMIT),
    line: place === null ? null : Number(place[1]),
    frame,
  };
}
