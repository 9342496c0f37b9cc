import { sharedPath } from '@codecsmith/test-servers';
import { hostileCorpus, isOfChoice } from './corpus.testing.ts';
import { describeHostile } from './hostile.testing.ts';
import { testedTiers } from './use-jail.testing.ts';

const CORPUS = hostileCorpus(sharedPath('abuse'));

/** What the everyday suite tries in tier A alone. */
for (const tier of testedTiers('hostile candidates').filter((each) => each !== 'A'))
  describeHostile(
    tier,
    CORPUS.filter((one) => !isOfChoice(one)),
  );
