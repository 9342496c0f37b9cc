import { LabClient } from '@codecsmith/client';
import { campaign } from './campaign-sample.testing.ts';
import { followCampaign } from './campaign-watch.ts';

/** A client whose lab gives these answers in turn. */
function clientOf(...answers: (() => Response)[]): LabClient {
  const next = (): Promise<Response> => Promise.resolve().then(() => answers.shift()!());
  return new LabClient({ baseUrl: 'http://lab.test', token: 't', fetch: next });
}
const unreachable = (): never => {
  throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
};
const problem = (status: number) => (): Response => Response.json({ title: `status ${status}`, status }, { status });
const stopped = { ...campaign, phase: 'stopped' };

describe('following a campaign', () => {
  it('waits for a lab that is being started again, and says so once', async () => {
    const notes: string[] = [];
    const progress = { redraw: () => undefined, note: (line: string) => notes.push(line), done: () => undefined };
    const client = clientOf(unreachable, problem(503), () => Response.json(stopped));
    expect(await followCampaign(client, 'park', progress)).toEqual(stopped);
    expect(notes[0]).toBe('no answer from the lab at http://lab.test: connect ECONNREFUSED; waiting for it');
    expect(notes.filter((line) => line.includes('waiting'))).toHaveLength(1);
  });

  it('ends when the lab says no', async () => {
    const progress = { redraw: () => undefined, note: () => undefined, done: () => undefined };
    await expect(followCampaign(clientOf(problem(404)), 'park', progress)).rejects.toThrow('status 404');
  });
});
