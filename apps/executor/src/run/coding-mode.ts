import type { Api } from '@codecsmith/codec';
import type { CodingMode } from '@codecsmith/experiment';
import { cutText } from '@codecsmith/kernel';
import type { FinishedRun } from './candidate-run.ts';
import { drawnOrder, wholeOrders } from './packet-trial.ts';
import type { Pass } from './pass.ts';

/** A codec that encodes the video in one call may look ahead; of one that was not tried, nothing is believed. */
export const untried = (api: Api): CodingMode =>
  api === 'video'
    ? { mode: 'random-access', provedBy: 'interface', packets: 0, finding: null }
    : { mode: 'low-delay', provedBy: 'nothing', packets: 0, finding: null };

/**
 * Finds out whether each packet of a frame-by-frame codec decodes alone, with packets of its own runs: a few of every
 * run, and all of one run that is drawn. The first that needs another ends the trial.
 */
export class CodingModeTrial {
  readonly #wholeRun: number;
  #packets = 0;
  #finding: string | null = null;

  /** @param wholeRun position of the run of which all packets are tried */
  constructor(wholeRun: number) {
    this.#wholeRun = wholeRun;
  }

  /** @throws Failure where the decoder does what ends any run */
  async watch(pass: Pass, done: FinishedRun, { run, frames }: { run: number; frames: number }): Promise<void> {
    const orders = run === this.#wholeRun ? wholeOrders(frames) : [drawnOrder(frames)];
    for (const order of orders) {
      if (this.#finding !== null) return;
      const found = await pass.tryOrder(done.bitstream, done.reconstruction, order);
      this.#packets += order.length;
      if (found !== null) this.#finding = cutText(`quality ${done.quality}: ${found}`, LONGEST_FINDING);
    }
  }

  result(): CodingMode {
    const mode = this.#finding === null ? 'all-intra' : 'low-delay';
    return { mode, provedBy: 'packets', packets: this.#packets, finding: this.#finding };
  }
}

const LONGEST_FINDING = 1000;
