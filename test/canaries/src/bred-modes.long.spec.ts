import { genomeOf, type Genome } from '@codecsmith/breeder';
import type { ExperimentDocument, LabClient } from '@codecsmith/client';
import { FILM_SCENES, filmFile } from '@codecsmith/media';
import { Lab } from '@codecsmith/test-journeys';

/**
 * Ten frames of film, small enough for six campaigns in one test. The search was once crowned by a codec with motion
 * that had been scored against pictures coded alone.
 */
const FRAMES = 10;
const SCALE = '160x90';
const EVALUATIONS = 24;
const SEED = 5;

const JAVASCRIPT = ['--language', 'javascript'];
const PYTHON = ['--language', 'python'];
const CAMPAIGNS = [
  { id: 'javascript-bird', clip: 'bird', options: [...JAVASCRIPT, '--mode', 'low-delay'] },
  { id: 'python-hills', clip: 'hills', options: PYTHON },
  { id: 'javascript-hills', clip: 'hills', options: JAVASCRIPT },
  { id: 'python-bird', clip: 'bird', options: PYTHON },
  { id: 'javascript-stream', clip: 'stream', options: [...JAVASCRIPT, '--mode', 'low-delay'] },
  { id: 'python-stream', clip: 'stream', options: PYTHON },
];

/** What a codec is by its genes: what it says itself, not what the lab found out. */
function usesEarlierFrames({ plan, genes }: Genome): boolean {
  if (plan === 'plain') return genes.prediction === 'previous' || genes.prediction === 'motion';
  return plan === 'hybrid' || plan === 'low-delay';
}

const film = filmFile();
const describeFilm = film === undefined ? describe.skip : describe;

describeFilm('codecs that the lab breeds on film', () => {
  let lab: Lab;
  let client: LabClient;

  beforeAll(async () => {
    lab = await Lab.empty({ LAB_EXECUTOR_SLOTS: '2' });
    client = await lab.client();
    for (const clip of new Set(CAMPAIGNS.map((campaign) => campaign.clip))) {
      const scene = FILM_SCENES.find(({ name }) => name === `film-${clip}`);
      const cut = ['--start', String(scene?.start), '--frames', String(FRAMES), '--scale', SCALE];
      await lab.json(0, 'clip', 'add', film ?? '', '--name', clip, ...cut);
    }
  });
  afterAll(() => lab?.down());

  /** The documents of a finished campaign's candidates that have a score, or a reason why they have none. */
  async function measured(id: string): Promise<ExperimentDocument[]> {
    const { proposals } = await client.campaign(id);
    const documents = await Promise.all(proposals.map(({ experimentId }) => client.experiment(experimentId)));
    return documents.filter(({ outcome }) => outcome === 'completed');
  }

  it.each(CAMPAIGNS)('$id: motion meets low-delay, the rest all-intra, and nothing is flagged', async (campaign) => {
    const { id, clip, options } = campaign;
    const budget = ['--budget', `evaluations=${EVALUATIONS}`, '--seed', String(SEED)];
    await lab.json(
      0,
      'campaign',
      'start',
      '--clip',
      clip,
      '--sealed',
      'none',
      ...budget,
      ...options,
      '--id',
      id,
      '--wait',
    );
    const found = [];
    for (const document of await measured(id)) {
      const code = await client.artifact(document.candidate?.digest ?? '');
      const genome = genomeOf(new TextDecoder().decode(code));
      if (genome === undefined) throw new Error(`${document.experimentId} has no genes`);
      const right = usesEarlierFrames(genome) ? 'low-delay' : 'all-intra';
      const { experimentId, codingMode, scoredAgainst, flags, aggregate } = document;
      found.push({
        experimentId,
        right,
        plan: genome.plan,
        mode: codingMode?.mode,
        against: scoredAgainst?.mode,
        flags,
      });
      const words = [
        experimentId,
        genome.plan,
        `right: ${right}`,
        `mode: ${codingMode?.mode}`,
        `against: ${scoredAgainst?.mode}`,
      ];
      const score = aggregate?.value?.toFixed(2) ?? `no score: ${aggregate?.reason}`;
      process.stdout.write(
        `${[...words, score, flags.join(', ') || 'no flag', codingMode?.finding ?? ''].join('  ')}\n`,
      );
    }
    const wrong = found.filter(({ right, mode, against }) => mode !== right || against !== right);
    expect(wrong).toEqual([]);
    expect(found.filter(({ flags }) => flags.length > 0)).toEqual([]);
    expect(found.length).toBeGreaterThanOrEqual(EVALUATIONS / 2);
  });
});
