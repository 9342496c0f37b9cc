import { makeHome } from './fixture.testing.ts';
import { openJail } from './open-jail.ts';
import { measureStartup } from './startup-bench.ts';

it('takes the times of both in turn', async () => {
  const home = await makeHome();
  const jail = await openJail({ home: home.path, warm: 1 });
  const { jailMs, plainMs } = await measureStartup(jail, { folder: home.path, rounds: 3 });
  expect([jailMs.length, plainMs.length]).toEqual([3, 3]);
  expect([...jailMs, ...plainMs].every((ms) => ms > 0)).toBe(true);
  await jail.close();
  await home.remove();
});
