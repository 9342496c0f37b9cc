import { randomInt } from 'node:crypto';
import { CampaignJourney, EVALUATIONS } from './campaign-journey.ts';

const MOMENTS = 12;
const first = Number(process.env['KILL_SEED'] ?? randomInt(1_000_000));

describe('a campaign whose lab is killed', () => {
  let journey: CampaignJourney;
  beforeAll(async () => {
    journey = await CampaignJourney.up();
    await journey.start('calm', EVALUATIONS, '--wait');
  });
  afterAll(() => journey?.lab.down());

  it.each(Array.from({ length: MOMENTS }, (_, index) => first + index))(
    'tells the same story, and does nothing twice: seed %i',
    async (seed) => {
      const id = `killed-${seed}`;
      await journey.runKilled(id, 'calm', seed);
      expect(await journey.story(id)).toEqual(await journey.story('calm'));
      expect((await journey.show(id)).spent.evaluations).toBe(EVALUATIONS);
      expect(new Set(await journey.measuredTimes(id))).toEqual(new Set([1]));
    },
  );
});
