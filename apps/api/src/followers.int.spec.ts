import { setTimeout as sleep } from 'node:timers/promises';
import { LabViews } from '@codecsmith/views';
import { FactLog } from './facts/fact-log.ts';
import { FactPages, PAGE_FACTS } from './facts/fact-pages.ts';
import { startSmallLab, addSmallClip, type SmallLab } from './small-lab.testing.ts';

const FACTS = 3_000;
const FOLLOWERS = 40;

describe('many followers of the log', () => {
  let lab: SmallLab;

  beforeAll(async () => {
    lab = await startSmallLab({ followersPerToken: FOLLOWERS });
    await addSmallClip(lab);
    await append(FACTS - 1, 'before');
  });
  afterAll(() => lab.stop());

  const append = (count: number, name: string) =>
    Promise.all(
      Array.from({ length: count }, (_, index) => {
        const data = { source: { kind: 'generated', seed: `${name} ${index}` }, clips: ['small'] };
        return lab.ledger.submit({ id: `${name}-${index}`, aggregate: 'experiment', type: 'request', data });
      }),
    );
  const follow = (query: string, signal: AbortSignal, role: 'viewer' | 'operator' = 'viewer') =>
    fetch(`${lab.url}/api/events?${query}`, { signal, headers: { authorization: `Bearer ${lab.tokenOf(role)}` } });

  /** Positions of the events of a stream, up to one. */
  async function positionsUpTo(last: number, response: Response): Promise<number[]> {
    const positions: number[] = [];
    let rest = '';
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      const lines = (rest + Buffer.from(chunk).toString('latin1')).split('\n\n');
      rest = lines.pop() ?? '';
      for (const event of lines) {
        if (event.includes('\ndata: ')) positions.push(Number(/^id: (\d+)/.exec(event)?.[1]));
      }
      if ((positions.at(-1) ?? 0) >= last) return positions;
    }
    throw new Error(`the stream ended at ${positions.at(-1)}`);
  }

  it('send every follower the whole log and what happens meanwhile, each fact once, as the text that is stored', async () => {
    const stop = new AbortController();
    const streams = await Promise.all(
      Array.from({ length: FOLLOWERS }, (_, index) => follow(`after=${index}`, stop.signal)),
    );
    const read = streams.map((stream) => positionsUpTo(FACTS + 100, stream));
    await append(100, 'meanwhile');
    const all = await Promise.all(read);
    stop.abort();
    const expected = (after: number) => Array.from({ length: FACTS + 100 - after }, (_, index) => after + index + 1);
    all.forEach((positions, index) => expect(positions).toEqual(expected(index)));
  });

  it('refuse one more of the same token, and take it when another has ended', async () => {
    const stops = Array.from({ length: FOLLOWERS }, () => new AbortController());
    const streams = await Promise.all(stops.map(({ signal }) => follow('', signal)));
    expect(streams.map(({ status }) => status)).toEqual(stops.map(() => 200));
    const refused = await follow('', AbortSignal.timeout(60_000));
    expect([refused.status, await refused.json()]).toMatchObject([429, { code: 'too_many_followers' }]);
    const other = new AbortController();
    expect((await follow('', other.signal, 'operator')).status).toBe(200);
    other.abort();
    stops[0]?.abort();
    const last = new AbortController();
    while ((await follow('', last.signal)).status === 429) await sleep(10);
    [...stops, last].forEach((stop) => stop.abort());
  });

  it('read each complete page of the log once for all of them', async () => {
    const views = await LabViews.open(lab.databaseUrl, 2);
    const log = new FactLog(views);
    const read: number[] = [];
    const counted: Pick<FactLog, 'texts'> = {
      texts: (range) => {
        read.push(range.after);
        return log.texts(range);
      },
    };
    const pages = new FactPages(counted);
    const head = await log.headPosition();
    const walk = async (): Promise<number> => {
      let bytes = 0;
      for (let position = 0; position < head;) {
        const page = await pages.behind(position, 0);
        bytes += page.behind(position).length;
        position = page.last;
      }
      return bytes;
    };
    const walks = await Promise.all(Array.from({ length: FOLLOWERS }, walk));
    await views.close();
    expect(new Set(walks).size).toBe(1);
    const complete = read.filter((after) => after + PAGE_FACTS <= head);
    expect(complete).toEqual(Array.from({ length: Math.floor(head / PAGE_FACTS) }, (_, index) => index * PAGE_FACTS));
  });

  it('hold no more than a page for those that do not read', async () => {
    const stop = new AbortController();
    const before = process.memoryUsage().external;
    const idle = await Promise.all(Array.from({ length: FOLLOWERS - 1 }, () => follow('after=0', stop.signal)));
    await positionsUpTo(FACTS, await follow('after=0', stop.signal));
    const grown = process.memoryUsage().external - before;
    stop.abort();
    expect(idle.every(({ status }) => status === 200)).toBe(true);
    // The log is larger than this even once, and they are many.
    expect(grown).toBeLessThan(FOLLOWERS * 2 ** 20);
  });
});
