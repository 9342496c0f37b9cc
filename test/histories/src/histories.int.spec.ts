import { experimentFacts } from '@codecsmith/experiment';
import { startTestPostgres, type TestPostgres } from '@codecsmith/test-servers';
import { auditLog, LabViews } from '@codecsmith/views';
import { clips, experimentIdOf, fillLab } from './index.ts';
import { lifeOf } from './life.ts';

describe('a history', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());

  it('has lives of facts that the lab itself could have recorded', () => {
    for (let index = 0; index < 50; index += 1) {
      for (const { type, data } of lifeOf(index)) expect(experimentFacts[type].parse(data)).toEqual(data);
    }
    expect(lifeOf(7)).toEqual(lifeOf(7));
  });

  it('is a log without fault and fills the views; a lab can grow older', async () => {
    await fillLab(postgres.url, 30);
    await fillLab(postgres.url, 20);

    const lives = Array.from({ length: 50 }, (_, index) => lifeOf(index));
    const facts = clips.length + lives.flat().length;
    expect(await auditLog({ databaseUrl: postgres.url })).toMatchObject({ facts, findings: [] });
    const views = await LabViews.open(postgres.url);
    const { items } = await views.experiments({}, { limit: 200 });
    await views.close();
    expect(items.map(({ experimentId }) => experimentId)).toEqual(lives.map((_, index) => experimentIdOf(49 - index)));
    expect(items.map(({ outcome }) => outcome)).toContain('completed');
    expect(items.map(({ outcome }) => outcome)).toContain('crashed');
  });
});
