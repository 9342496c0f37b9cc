import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareImage } from './closure-image.ts';
import { makeHome } from './fixture.testing.ts';
import { DEFAULT_PYTHON } from './options.ts';

describe('an image of a closure', () => {
  it('is made again over what a failed attempt of this process left', async () => {
    const home = await makeHome();
    const library = join(home.path, 'library.so');
    await writeFile(library, 'bytes');
    const none = { folders: [], hidden: [], entries: [], path: [], missing: {} };
    const closure = { ...none, interpreter: library, files: [{ target: '/lib/library.so', source: library }] };
    const files = { guests: join(home.path, 'guests'), packages: join(home.path, 'packages'), root: home.path };
    const maker = { home: home.path, python: DEFAULT_PYTHON, files };
    const first = await prepareImage(maker, closure, 'copy');
    const other = join(home.path, 'other');
    await mkdir(other);
    const source = first?.source.replace(home.path, other) ?? '';
    for (const left of [`${source}.${process.pid}.files/lib`, `${source}.${process.pid}/lib`]) {
      await mkdir(left, { recursive: true });
      await writeFile(join(left, 'library.so'), 'half');
    }

    expect(await prepareImage({ ...maker, home: other }, closure, 'copy')).toEqual({ kind: 'copy', source });

    await home.remove();
  });
});
