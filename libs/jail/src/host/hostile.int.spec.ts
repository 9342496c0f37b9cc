import { sharedPath } from '@codecsmith/test-servers';
import { hostileCorpus, isOfChoice } from './corpus.testing.ts';
import { describeHostile } from './hostile.testing.ts';
import { testedTiers } from './use-jail.testing.ts';

const SHARED = sharedPath('abuse');
const CORPUS = hostileCorpus(SHARED);

if (SHARED === undefined) process.stdout.write('SKIPPED, shared material is absent: abuse\n');

/** The whole corpus in the tier that labs run in. An ordinary user's machine runs it in B (poorer-machines.int.spec.ts). */
for (const tier of testedTiers('hostile candidates'))
  describeHostile(tier, tier === 'A' ? CORPUS : CORPUS.filter(isOfChoice));
