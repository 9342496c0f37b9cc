import { readdir } from 'node:fs/promises';
import type { ExperimentDocument } from '@codecsmith/client';
import { FILM_SCENES, filmFile } from '@codecsmith/media';
import { exampleCodec, Lab } from '@codecsmith/test-journeys';
import { describeWithShared } from '@codecsmith/test-servers';

const QUALITIES = '20,40,60,80';
/** Ten frames of film, in a size that lets every codec of the gallery run in one test. */
const FRAMES = 10;
const SCALE = '160x90';
const VARIANTS = ['--variants'];

let lab: Lab;

beforeAll(async () => {
  lab = await Lab.up();
});
afterAll(() => lab?.down());

async function measured(file: string, clip: string, ...more: string[]): Promise<ExperimentDocument> {
  const asked = ['--clip', clip, '--quality', QUALITIES, ...more, '--wait'];
  const document = await lab.json<ExperimentDocument>(0, 'submit', file, ...asked);
  const { scoredAgainst, codingMode, aggregate, verdict, flags } = document;
  const words = [
    ...[file.split('/').at(-1)?.padEnd(28), clip, `against ${scoredAgainst?.mode}`, `mode ${codingMode?.mode}`],
    ...[`score ${aggregate?.value?.toFixed(2) ?? aggregate?.reason}`, `verdict ${verdict?.value ?? verdict?.reason}`],
    ...[`flags: ${flags.join(', ') || 'none'}`, codingMode?.finding ?? ''],
  ];
  process.stdout.write(`${words.join('  ')}\n`);
  return document;
}

/** What a picture has against plain grey, and far from anything that knows the picture. */
const GREY_DB = 25;
const FIELD = [
  'n01_negative_dentries.py',
  'n02_lookback_count4.py',
  'n04_regenerates_builtin.py',
  'n06_lookup_src01.py',
] as const;
const CLIP = 'clips/src01_hrc00_160x90_48f.yuv';

describeWithShared(
  'what was tried in the field',
  [...FIELD.map((name) => `cases/hostile/${name}`), CLIP],
  ([dentries = '', lookback = '', regenerates = '', lookup = '', planes = '']) => {
    beforeAll(() => lab.json(0, 'clip', 'add', planes, '--name', 'src01', '--size', '160x90', '--fps', '25'));

    it('a codec that hands the picture on beside its packets shows grey, or nothing', async () => {
      const asked = ['--clip', 'src01', '--quality', QUALITIES, '--wait', '--json'];
      const { runs, outcome, cause } = JSON.parse(
        (await lab.cli('submit', dentries, ...asked)).stdout,
      ) as ExperimentDocument;
      const seen = runs.map(({ quality, bytes, psnr_y }) => `${quality}: ${bytes} bytes, ${psnr_y} dB`);
      process.stdout.write(
        `n01_negative_dentries.py  src01  ${outcome}  ${cause?.message ?? ''}  ${seen.join('; ')}\n`,
      );
      expect(runs.filter(({ psnr_y }) => psnr_y === null || psnr_y >= GREY_DB)).toEqual([]);
    });

    it('a codec that looks back at few pictures is scored against low-delay', async () => {
      const document = await measured(lookback, 'orchard');
      expect(document.codingMode).toMatchObject({ mode: 'low-delay', provedBy: 'packets' });
      expect(document.scoredAgainst?.mode).toBe('low-delay');
    });

    it('a codec that draws the lab’s own clip again has no verdict, and says why', async () => {
      const { flags, verdict } = await measured(regenerates, 'orchard', ...VARIANTS);
      expect(flags).toEqual(expect.arrayContaining(['implausible_rate', 'synthetic_clips']));
      expect(verdict?.value).toBeNull();
    });

    it('a codec that holds the clip in its source has no verdict, and says why', async () => {
      const { flags, verdict } = await measured(lookup, 'src01', ...VARIANTS);
      expect(flags).toEqual(expect.arrayContaining(['implausible_rate']));
      expect(verdict?.value).toBeNull();
    });
  },
);

const film = filmFile();
const describeFilm = film === undefined ? describe.skip : describe;

describeFilm('the gallery on film', () => {
  beforeAll(async () => {
    const start = String(FILM_SCENES.find(({ name }) => name === 'film-bird')?.start);
    const cut = ['--start', start, '--frames', String(FRAMES), '--scale', SCALE];
    await lab.json(0, 'clip', 'add', film ?? '', '--name', 'bird', ...cut);
  });

  it('has no flag', async () => {
    const all = (await readdir(exampleCodec('.'))).filter((name) => /\.(py|js)$/.test(name));
    // These train for as long as their limit lets them: a minute and a half for a clip and its four qualities.
    const trains = (name: string) => name.startsWith('overfitted');
    const codecs = [...all.filter((name) => !trains(name)), ...all.filter(trains)];
    const found: Record<string, readonly string[]> = {};
    for (const name of codecs) {
      found[name] = (await measured(exampleCodec(name), 'bird', ...(trains(name) ? [] : VARIANTS))).flags;
    }
    expect(found).toEqual(Object.fromEntries(codecs.map((name) => [name, []])));
  });
});
