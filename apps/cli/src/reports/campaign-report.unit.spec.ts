import type { CampaignDocument } from '@codecsmith/client';
import { campaign } from '../commands/campaign-sample.testing.ts';
import { campaignReport } from './campaign-report.ts';

type Proposal = CampaignDocument['proposals'][number];

const [sample] = campaign.proposals;
const proposal = (number: number, change: Partial<Proposal>): Proposal => ({
  ...(sample as Proposal),
  ...{ number, experimentId: `park-${number}`, parents: [], outcome: 'completed', cause: null, causeCode: null },
  ...{ rung: 'excerpt', model: 'm', tokens: { input: 100, output: 50 }, costUsd: 0.001 },
  ...change,
});

const [rung] = campaign.config.rungs;
const RUNGS = [{ ...rung, name: 'excerpt' }, rung] as CampaignDocument['config']['rungs'];

const document: CampaignDocument = {
  ...campaign,
  ...{ config: { ...campaign.config, rungs: RUNGS }, champion: { experimentId: 'park-6', score: -6 } },
  proposals: [
    proposal(1, { operator: 'seed', score: -20, hypothesis: 'blocks of 8' }),
    proposal(2, { operator: 'seed', outcome: 'crashed', cause: 'IndexError', score: null, hypothesis: 'wavelets' }),
    proposal(3, { parents: ['park-1'], score: -12, hypothesis: 'contexts *by* energy' }),
    proposal(4, { parents: ['park-1'], score: -25, hypothesis: 'larger blocks' }),
    proposal(5, { parents: ['park-3'], score: -11, hypothesis: 'RDOQ' }),
    proposal(6, { operator: 'promote', parents: ['park-3'], rung: 'full', score: -6, tokens: null, costUsd: null }),
  ],
};

const codeOf = (id: string) => Promise.resolve(id === 'park-2' ? null : `STEP = ${id.slice(-1)}\n# \`\`\`\n`);

describe('the report of a campaign', () => {
  let text: string;
  beforeAll(async () => {
    text = await campaignReport(document, codeOf, Date.parse('2026-01-01T01:00:00.000Z'));
  });

  it('tells the champion by its lineage, each step with idea, gain and change', () => {
    expect(text).toContain(
      '### #1, seed by m: -20.00 on excerpt\n\nblocks of 8\n\n### #3, edit by m: -6.00 on full, +8.00 over its parent',
    );
    expect(text).toContain('contexts \\*by\\* energy');
    expect(text).toContain('````diff\n--- #1\n+++ #3\n@@ -1,2 +1,2 @@\n-STEP = 1\n+STEP = 3\n # ```\n````');
    expect(text).not.toContain('### #5');
  });

  it('tells what worked, what cost most, what failed and what is open', () => {
    expect(text).toContain('## What worked\n\n- #3, edit by m');
    expect(text).toContain(
      '## What cost most\n\n- #4, edit by m: -25.00 on excerpt, -5.00 over its parent: larger blocks',
    );
    expect(text).toContain('## What failed\n\n- 1 × crashed: IndexError (#2)');
    expect(text).toContain('- measure on the rung full: #5, edit by m: -11.00 on excerpt, +1.00 over its parent');
    expect(text).toContain('- repair #2: wavelets (crashed: IndexError)');
  });

  it('tells the price by model', () => {
    expect(text).toContain('| m | 5 | 4 | 500 | 250 | 0.0050 |');
  });

  it('says so where nothing was measured', async () => {
    const none = { ...document, champion: null, proposals: [] };
    expect(await campaignReport(none, codeOf, 0)).toContain('None: no candidate was measured.');
  });
});
