import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { Lab, until } from '@codecsmith/test-journeys';
import { openDoors } from './doors.ts';
import { addSmallClip, Load } from './load.ts';
import { mayMakeNamespaces, NatsCluster } from './nats-cluster.ts';
import { tally, unharmed } from './tally.ts';

const STREAMS = ['FACTS', 'COMMANDS', 'QUARANTINE'];
/** Experiments between two blows. */
const EACH = 8;
const AWAY_MS = 10_000;

(mayMakeNamespaces ? describe : describe.skip)('a cluster of three servers under a lab at work', () => {
  let cluster: NatsCluster;
  let lab: Lab;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codecsmith-on-cluster-'));
    cluster = await NatsCluster.start();
    lab = await Lab.up({ LAB_NATS_URL: cluster.url, LAB_BUS_REPLICAS: '3' });
    await addSmallClip(lab, folder);
  });
  afterAll(async () => {
    await lab?.down();
    await cluster?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('loses a server, then its leader, then a cable, then every store: nothing is lost, and work goes on', async () => {
    const doors = openDoors(lab, folder);
    const load = new Load(doors.through.http, 'cluster', 500);
    const [accepted, times]: [number[], Record<string, number>] = [[], {}];
    const goesOn = async (what: string) => {
      const from = load.accepted;
      const at = Date.now();
      await until(() => Promise.resolve(load.accepted > from || undefined));
      times[what] = Date.now() - at;
      await until(() => Promise.resolve(load.accepted >= from + EACH || undefined));
      accepted.push(load.accepted);
    };
    await goesOn('before');
    await cluster.whole(STREAMS);

    const leader = await cluster.leaderOf('FACTS');
    const follower = cluster.nodes.find((node) => node !== leader) ?? leader;
    await cluster.kill(follower);
    await goesOn('server killed');
    await cluster.up(follower);
    await cluster.whole(STREAMS);

    const second = await cluster.leaderOf('FACTS');
    await cluster.kill(second);
    await goesOn('leader killed');
    await cluster.up(second);
    await cluster.whole(STREAMS);

    const third = await cluster.leaderOf('FACTS');
    await cluster.setCable(third, 'down');
    await sleep(AWAY_MS);
    await goesOn('leader cut off');
    await cluster.setCable(third, 'up');
    await cluster.whole(STREAMS);

    for (const node of cluster.nodes) await cluster.kill(node);
    for (const node of cluster.nodes) await cluster.up(node, { wipe: true });
    await goesOn('stores wiped');
    await cluster.whole(STREAMS);

    const ids = await load.end();
    await doors.close();
    const counts = await tally(lab, ids);
    console.log(JSON.stringify({ accepted, resumedAfterMs: times, ...counts }));
    expect(counts).toEqual(unharmed(ids.length));
  });
});
