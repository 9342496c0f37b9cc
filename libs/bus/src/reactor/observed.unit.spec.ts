import { logFields, renderMetrics } from '@codecsmith/observability';
import { observed, type HandledMessage } from './observed.ts';
import { Quarantine, RetryLater } from './outcomes.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const message = (type: string): HandledMessage => ({
  ...{ handler: 'sanitizer', type, kind: 'consumer', experiment: 'exp-1', attempt: 2 },
  traceparent: `00-${TRACE}-b7ad6b7169203331-01`,
});

/** How often messages of a type were handled, by outcome. */
async function outcomesOf(type: string): Promise<Record<string, number>> {
  const { text } = await renderMetrics();
  const line = new RegExp(
    `^codecsmith_handled_seconds_count{handler="sanitizer",type="${type}",outcome="(\\w+)"} (\\d+)$`,
    'gm',
  );
  return Object.fromEntries(
    [...text.matchAll(line)].map(([, outcome = '', count]): [string, number] => [outcome, Number(count)]),
  );
}

describe('handling a message', () => {
  it('says on every log line what the message is about', async () => {
    const seen = await observed(message('Known'), () => Promise.resolve(logFields()));

    expect(seen).toEqual({ experiment: 'exp-1', attempt: 2, trace: TRACE });
  });

  it('counts how it ended', async () => {
    const failing = (error: Error) => observed(message('Counted'), () => Promise.reject(error)).catch(() => undefined);

    await observed(message('Counted'), () => Promise.resolve());
    await failing(new RetryLater(1));
    await failing(new Quarantine('poison'));
    await failing(new Error('a bug'));
    await failing(new Error('the same'));

    expect(await outcomesOf('Counted')).toEqual({ ok: 1, later: 1, quarantined: 1, failed: 2 });
  });

  it('goes on until the work after the acknowledgement is done', async () => {
    const afterwards = await observed(message('Long'), () =>
      Promise.resolve(() => Promise.resolve(void expect(logFields().attempt).toBe(2))),
    );
    expect(await outcomesOf('Long')).toEqual({});

    await afterwards();

    expect(await outcomesOf('Long')).toEqual({ ok: 1 });
    expect.assertions(3);
  });

  it('passes on what went wrong', async () => {
    await expect(observed(message('Wrong'), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
