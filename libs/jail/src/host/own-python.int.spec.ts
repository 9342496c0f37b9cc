import { chmod } from 'node:fs/promises';
import { discoverClosure } from './discover-closure.ts';
import { encodeJob, makeClip, makeHome, removeClips } from './fixture.testing.ts';
import { openJail } from './open-jail.ts';
import { makeOwnPython } from './own-python.testing.ts';
import { isRoot } from './use-jail.testing.ts';

const LOOKER = `
import importlib.util
import wanted
def compress_video_frame(frame, frame_index, config):
    print("SEES", wanted.HOME, importlib.util.find_spec("other"))
    return b"1"
`;

afterAll(removeClips);

describe('a Python that the operator names', () => {
  it('is shown with what the packages load, and without its other packages', async () => {
    const [own, home] = [await makeOwnPython(), await makeHome()];
    const clip = await makeClip({ frameCount: 1 });
    const job = encodeJob(LOOKER, clip, { preload: ['wanted'] });
    const jail = await openJail({ home: home.path, python: own.python });
    try {
      const { folders, missing } = await discoverClosure(own.python, ['numpy', 'wanted']);
      expect(missing).toEqual({});
      expect(folders.filter((path) => path.startsWith(own.folder)).map((path) => path.split('/').at(-1))).toEqual([
        'wanted',
      ]);
      const result = await jail.run(job);
      expect(result).toMatchObject({ outcome: 'ok', environment: { wanted: '' } });
      expect(result.log).toContain(`SEES ${own.folder} None`);
    } finally {
      await jail.close();
      await Promise.all([own.remove(), home.remove()]);
    }
  });

  it('is refused where guests cannot reach it', async () => {
    if (!isRoot)
      return void process.stdout.write('SKIPPED, guests have the user of the tests: an unreachable Python\n');
    const [own, home] = [await makeOwnPython(), await makeHome()];
    await chmod(own.folder, 0o700);
    const jail = await openJail({ home: home.path, python: own.python });
    try {
      const result = await jail.run(encodeJob(LOOKER, await makeClip(), { preload: ['wanted'] }));
      const message = expect.stringContaining(`${own.folder} is not open to other users (chmod o+x)`) as string;
      expect(result).toMatchObject({ outcome: 'lab_fault', cause: { message } });
    } finally {
      await jail.close();
      await Promise.all([own.remove(), home.remove()]);
    }
  });
});
