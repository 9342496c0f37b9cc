import { sampleCandidate, sampleClip } from '@codecsmith/experiment/testing';
import { startTestNats, type TestNats } from '@codecsmith/test-servers';
import { RetryLater } from '../reactor/outcomes.ts';
import { draftedFact, openBench, silent, until, type BusBench } from '../testing/bus-bench.ts';
import { recreateFacts } from '../topology/ensure-topology.ts';
import { FactReader } from './fact-reader.ts';

let nats: TestNats;
let bench: BusBench;
let facts: FactReader;
beforeEach(async () => {
  nats = await startTestNats();
  bench = await openBench(nats);
  facts = new FactReader(bench.nc, 'service:bench');
});
afterEach(() => bench.close());

const drafted = (position: number, aggregateId: string, fileName = 'codec.py') => {
  const fact = draftedFact(position, { aggregateId, id: `${aggregateId}:${position}` });
  return { ...fact, data: { ...(fact.data as object), fileName } };
};
const clip = sampleClip();

const queued = (position: number, lane: string, attempt: number) => ({
  ...draftedFact(position, { type: 'ExecutionQueued', aggregateId: 'a', id: `a:${position}` }),
  data: {
    attempt,
    lane,
    code: 'c'.repeat(64),
    lineMap: null,
    clips: [clip],
    qualities: [50],
    limits: {},
    seed: 1,
    candidate: sampleCandidate(),
  },
});

describe('a reader of facts', () => {
  it('finds the last fact of a type, read by its schema; what is not there yet is to be tried again', async () => {
    await bench.publish(drafted(1, 'a', 'old.py'), drafted(2, 'b'), drafted(3, 'a', 'new.py'));

    expect(await facts.last('CandidateDrafted', 'a')).toMatchObject({ fileName: 'new.py', language: null });
    expect(await facts.find('CandidateCleared', 'a')).toBeUndefined();
    const missing = facts.last('CandidateCleared', 'a');
    await expect(missing).rejects.toThrow(RetryLater);
    await expect(missing).rejects.toThrow('CandidateCleared of a is not in the stream yet');
  });

  it('finds queued work in whichever lane it was queued last', async () => {
    await bench.publish(queued(1, 'cpu', 1));
    expect(await facts.last('ExecutionQueued', 'a')).toMatchObject({ lane: 'cpu', attempt: 1 });
    await bench.publish(queued(2, 'gpu', 2));
    expect(await facts.last('ExecutionQueued', 'a')).toMatchObject({ lane: 'gpu', attempt: 2 });
  });

  it('gives the history of one aggregate in order, of one type where that is asked, behind a position', async () => {
    await bench.publish(drafted(1, 'a'), queued(2, 'cpu', 1), drafted(3, 'b'), drafted(4, 'a'));
    const of = { aggregate: 'experiment', aggregateId: 'a' };
    const places = async (...given: Parameters<FactReader['history']>) =>
      (await facts.history(...given)).map(({ position }) => position);

    expect(await places({ ...of, type: 'CandidateDrafted' })).toEqual([1, 4]);
    expect(await places(of, 1)).toEqual([4]);
    expect(await places({ ...of, aggregateId: 'nobody' })).toEqual([]);
  });

  it('knows the end, and gives messages as they are', async () => {
    expect(await facts.end()).toBeUndefined();
    await bench.publish(drafted(1, 'a'), drafted(2, 'b'), drafted(3, 'c'));
    expect(await facts.end()).toEqual({ position: 3, hash: 'a'.repeat(64) });
    const subjects: string[] = [];
    for await (const message of facts.messages(2, 3)) subjects.push(message.subject);
    expect(subjects.map((subject) => subject.split('.').at(-1))).toEqual(['b', 'c']);
    for await (const message of facts.messages(3, 2)) subjects.push(message.subject);
    expect(subjects).toHaveLength(2);
  });

  it('follows the log from its first fact, each fact once, also over a stream that was made anew', async () => {
    await bench.publish(drafted(1, 'a'), drafted(2, 'b'));
    const seen: number[] = [];
    let caughtUpAt = -1;
    const feed = facts.follow({
      log: silent,
      onFact: ({ position }) => seen.push(position),
      onCaughtUp: () => (caughtUpAt = seen.length),
      onRewritten: () => undefined,
    });
    await until(() => feed.caughtUp);
    expect([seen, caughtUpAt]).toEqual([[1, 2], 2]);

    await recreateFacts(bench.nc);
    await bench.publish(drafted(1, 'a'), drafted(2, 'b'), drafted(3, 'c'));
    await until(() => seen.length >= 3);
    expect(seen).toEqual([1, 2, 3]);
    await feed.close();
  });
});
