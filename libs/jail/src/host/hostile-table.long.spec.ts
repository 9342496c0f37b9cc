import { sharedPath } from '@codecsmith/test-servers';
import { sharedCorpus } from './corpus.testing.ts';
import { describeHostile } from './hostile.testing.ts';
import { testedTiers } from './use-jail.testing.ts';

const CORPUS = sharedCorpus([sharedPath('abuse'), sharedPath('cases/hostile')]);
const table: string[] = [];

/** Every hostile file beside the checkout in every tier: file, tier, outcome, the outcomes that are right. */
const describeTable = CORPUS.length === 0 ? describe.skip : describe;
describeTable('the table of outcomes', () => {
  for (const tier of testedTiers('the table of outcomes')) describeHostile(tier, CORPUS, table);
  afterAll(() => void process.stdout.write(`\nfile × tier × outcome × contained × right\n${table.join('\n')}\n`));
});
