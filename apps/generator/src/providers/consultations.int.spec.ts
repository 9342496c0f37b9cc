import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import type { Proposal } from '@codecsmith/campaign';
import { builtinTemplates, CallMemory, OpenAiProvider, type PromptMaterial, type Spend } from '@codecsmith/llm';
import { startLlmStandIn, STAND_IN_KEY, type LlmStandIn, type Writer } from '@codecsmith/test-llm-stand-in';
import { consulted, type ConsultParts } from './consultations.ts';

const json = (value: unknown): string => `\`\`\`json\n${JSON.stringify(value)}\n\`\`\``;
const IDEAS = [
  { idea: 'Quantise levels by their cost', why: 'levels cost most', gain: 3 },
  { idea: 'Filter along edges', why: null, gain: 2 },
  { idea: 'Mix two context models', why: null, gain: 1 },
];
const WRITERS = new Map<string, Writer>([
  ['planner', ({ messages }) => (messages.length > 2 ? json({ ideas: IDEAS }) : 'Let me think.')],
  ['voter', () => json({ choice: 2 })],
  ['silent-voter', () => 'I abstain.'],
  ['summariser', () => 'Contexts gained 2 points (#3); motion lost 5 (#2).'],
]);

const MATERIAL: PromptMaterial = {
  ...{ operator: 'edit', language: 'python', track: 'pure', limits: {}, number: 9, sees: 3, resample: 0, goal: null },
  ...{
    clips: [],
    parents: [],
    inspirations: [],
    failures: [],
    lesson: 'a template',
    plan: null,
    hints: [],
    withheld: [],
  },
  attempts: [
    {
      ...{ number: 3, operator: 'edit', rung: 'excerpt', outcome: 'completed', message: null, score: -3, gain: 2 },
      hypothesis: 'quantise levels by cost',
    },
  ],
};
const proposal = (summariser: string | null, ...planners: string[]) =>
  ({ summariser, planners }) as unknown as Proposal;

describe('models beside an author', () => {
  let folder: string;
  let standIn: LlmStandIn;
  let parts: ConsultParts;
  const settled: Spend[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codecsmith-consultations-'));
    standIn = await startLlmStandIn(undefined, 0, WRITERS);
    const price = { inputUsdPerMillion: 1, outputUsdPerMillion: 1 };
    parts = {
      models: new OpenAiProvider({ baseUrl: standIn.baseUrl, apiKey: STAND_IN_KEY }),
      store: new FileArtifactStore(folder),
      spending: {
        reserve: () => Promise.resolve({ granted: true, name: 'r' }),
        settle: (_, spent) => Promise.resolve(settled.push(spent)).then(() => null),
      },
      ...{ templates: builtinTemplates(), key: '7.9.0', journalOf: () => new CallMemory() },
      settingsOf: (model) => ({ model, price, maxOutputTokens: 1000 }),
    };
  });
  afterAll(async () => {
    await standIn.stop();
    await rm(folder, { recursive: true });
  });

  it('plan the try: what was tried is left out, and votes decide', async () => {
    const { material, consultations } = await consulted(
      proposal(null, 'planner', 'voter', 'silent-voter'),
      MATERIAL,
      parts,
    );
    expect(material).toEqual({ ...MATERIAL, plan: 'Mix two context models\nExpected gain: 1' });
    const said = consultations.map((one) => [one.role, one.model, one.said]);
    expect(said).toEqual([
      ['plan', 'planner', 'Mix two context models\nExpected gain: 1'],
      ['vote', 'voter', 'Mix two context models'],
      ['vote', 'silent-voter', null],
    ]);
    expect(standIn.bill('planner').requests).toBe(2);
  });

  it('sum up what the search has shown, in place of a lesson', async () => {
    const { material } = await consulted(proposal('summariser'), MATERIAL, parts);
    expect(material).toEqual({ ...MATERIAL, lesson: 'Contexts gained 2 points (#3); motion lost 5 (#2).' });
  });

  it('are paid like an author, and their prompts and answers are kept', async () => {
    settled.length = 0;
    const { consultations } = await consulted(proposal('summariser', 'planner'), MATERIAL, parts);
    const tokens = consultations.reduce((sum, one) => sum + one.tokens.input + one.tokens.output, 0);
    expect(tokens).toBe(settled.reduce((sum, spent) => sum + spent.tokens, 0));
    const [summary] = consultations;
    const prompt = JSON.parse(String(await parts.store.get(summary?.prompt ?? ''))) as object;
    expect(prompt).toMatchObject({ key: '7.9.0.summarise', version: 'system@7 summarise@1 retry@1' });
    expect(String(await parts.store.get(summary?.reply ?? ''))).toContain('Contexts gained 2 points');
  });

  it('are not missed where nothing usable comes: the author writes without them', async () => {
    const { material, consultations } = await consulted(proposal('no-such-model', 'silent-voter'), MATERIAL, parts);
    expect(material).toEqual(MATERIAL);
    expect(consultations.map(({ said }) => said)).toEqual([null, null]);
  });
});
