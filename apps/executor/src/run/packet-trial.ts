import { randomInt } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { JailResult } from '@codecsmith/jail';

/** Packets that are drawn from each run. */
const DRAWN = 3;

/** Any whole number from `least` up to, not including, `most`. */
type Draw = (least: number, most: number) => number;

function shuffled(indices: readonly number[], draw: Draw): number[] {
  const order = [...indices];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = draw(0, last + 1);
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return order;
}

/**
 * Frames whose packets are decoded in one fresh jail, in this order: the first of them alone, the next after a packet
 * that is not the one before it. The first frame of a clip has none before it and is drawn only where it is all there is.
 */
export function drawnOrder(frames: number, draw: Draw = randomInt): number[] {
  if (frames === 1) return [0];
  const all = Array.from({ length: frames - 1 }, (_, index) => index + 1);
  const order = shuffled(all, draw).slice(0, DRAWN);
  const follows = order.some((index, at) => order[at - 1] === index - 1);
  return follows ? order.sort((a, b) => b - a) : order;
}

/**
 * Two orders of all frames of a run, one the other's reverse: in one of them each frame comes before any given other, so
 * a frame that needs any certain one fails in one of the two.
 */
export function wholeOrders(frames: number, draw: Draw = randomInt): readonly (readonly number[])[] {
  const order = shuffled([...Array(frames).keys()], draw);
  return [order, order.toReversed()];
}

/** Outcomes of a trial that are the packet's own: it does not decode away from the others. */
const OWN: readonly JailResult['outcome'][] = ['crashed', 'timed_out', 'out_of_memory', 'output_invalid'];

export const isFinding = ({ outcome }: JailResult): boolean => OWN.includes(outcome);

/** What a trial in this order showed that did not come to an end. */
export function failedText(order: readonly number[], result: JailResult): string {
  const { outcome, cause } = result as Exclude<JailResult, { outcome: 'ok' }>;
  const at = order.indexOf(cause.frame ?? -1);
  return `${at === -1 ? `packets ${order.join(', ')}` : placed(order, at)}: ${outcome}, ${cause.message}`;
}

const placed = (order: readonly number[], at: number): string =>
  at === 0 ? `packet ${order[0]} alone` : `packet ${order[at]} after ${order.slice(0, at).join(', ')}`;

/**
 * The first packet whose picture in the trial's file is another than in the whole reconstruction; null where all are the
 * same.
 */
export async function differenceIn(
  order: readonly number[],
  files: { readonly whole: string; readonly trial: string; readonly frameBytes: number },
): Promise<string | null> {
  await using whole = await open(files.whole);
  await using trial = await open(files.trial);
  const [expected, seen] = [Buffer.alloc(files.frameBytes), Buffer.alloc(files.frameBytes)];
  for (const [at, index] of order.entries()) {
    await whole.read(expected, 0, files.frameBytes, index * files.frameBytes);
    await trial.read(seen, 0, files.frameBytes, at * files.frameBytes);
    if (!expected.equals(seen)) return `${placed(order, at)} gives another picture`;
  }
  return null;
}
