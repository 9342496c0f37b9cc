import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { FILM_SCENES, filmFile, importFilmScene } from './film-scenes.ts';

const file = filmFile();
if (file === undefined) process.stdout.write('SKIPPED: the package of the film is not installed\n');
const whereThere = file === undefined ? describe.skip : describe;

whereThere('the scenes of the film', () => {
  it('are the pinned frames, from a lossy source and scaled, and name their authors', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'film-'));
    try {
      const store = new FileArtifactStore(folder);
      // Two, since each decodes the film up to its scene.
      const wanted = FILM_SCENES.filter(({ name }) => ['film-hills', 'film-cut'].includes(name));
      const cut = (scene: (typeof FILM_SCENES)[number]) => importFilmScene(file ?? '', scene, { store, maxBytes: 1e9 });
      const scenes = await Promise.all(wanted.map(cut));
      expect(scenes.map(({ name, digest }) => ({ name, digest }))).toEqual(
        wanted.map(({ name, digest }) => ({ name, digest })),
      );
      for (const scene of scenes) {
        expect(scene).toMatchObject({ width: 480, height: 270, fps: { num: 24, den: 1 }, source: { lossy: true } });
        expect(scene.assumptions?.map(({ code }) => code)).toEqual(expect.arrayContaining(['scaled', 'credit']));
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
