import { pause } from '@codecsmith/kernel';
import type { CallCause, ModelAnswer, ModelCall, ModelProvider } from '../port/model.ts';
import { waitBefore, type Backoff } from './backoff.ts';

/** Causes of no answer at all: the server may have one later. */
const PASSING: ReadonlySet<CallCause> = new Set(['rate_limited', 'server_error', 'unreachable']);

/** Asks a provider again while it has no answer and nothing was charged, until its patience is over; tells of the waiting. */
export async function askPatiently(
  provider: Pick<ModelProvider, 'ask'>,
  call: ModelCall,
  backoff: Backoff,
): Promise<ModelAnswer> {
  const begin = performance.now();
  let [attempts, waits] = [0, 0];
  for (;;) {
    const answer = await provider.ask(call);
    attempts += answer.attempts;
    const patient = attempts < backoff.attempts || performance.now() - begin < backoff.patienceMs;
    const again = !answer.ok && !answer.mayHaveCost && PASSING.has(answer.cause) && patient;
    if (again && waits === 0) await call.onWaiting?.(answer.message);
    if (!again && waits > 0) await call.onWaiting?.(null);
    if (!again) return { ...answer, attempts };
    waits += 1;
    await pause(waitBefore(waits + 1, answer.hintMs ?? null, backoff), call.signal);
    if (call.signal?.aborted === true) return { ...answer, attempts, cause: 'aborted', message: 'the caller gave up' };
  }
}
