import { groupsOf, guestProcesses, processesOf, type UidRange } from './containment.testing.ts';
import { makeHome, until } from './fixture.testing.ts';
import { probeMachine } from './machine.ts';
import { DEFAULT_PYTHON } from './options.ts';
import { Supervisor } from './supervisor.ts';
import { isRoot } from './use-jail.testing.ts';

const UIDS: UidRange = { first: 62_176, last: 62_177 };

/**
 * A guest whose child outlives it, waits for nobody and hears of no end: what bubblewrap is when it is killed before it
 * has let its child go on.
 */
const FORKING = 'import os, time\nif os.fork() == 0: os.setsid()\nwhile True: time.sleep(1000)\n';

const asRoot = isRoot ? it : it.skip;
if (!isRoot) process.stdout.write('SKIPPED, needs root to tell guests by their uids: a supervisor\n');

describe('a supervisor', () => {
  asRoot('that is closed while its guest starts leaves no orphan and no control group, and ends cleanly', async () => {
    const home = await makeHome();
    const machine = await probeMachine({ home: home.path, uids: UIDS }, DEFAULT_PYTHON);
    const supervisor = new Supervisor(DEFAULT_PYTHON, 'jail');
    const ready = supervisor.ask(
      {
        mode: 'bubblewrap',
        ...{
          argv: [DEFAULT_PYTHON, '-I', '-S', '-c', FORKING],
          environment: {},
          landlock: null,
          filter: '',
          setup: {},
        },
        ...{ uids: machine.uids, start_limit_ms: 60_000 },
        cgroup:
          machine.capabilities.cgroup === null
            ? null
            : { owner: machine.owner, memory_bytes: 1 << 28, pids: 8, cores: 1 },
      },
      'ready',
      60_000,
    );
    const refused = expect(ready).rejects.toThrow('the guest did not get ready (cancelled)');
    await until(() => guestProcesses(UIDS).length === 2);

    await supervisor.close();

    await refused;
    expect(await supervisor.closed).toBe('cleanly');
    expect([...processesOf(UIDS), ...groupsOf(machine.owner)]).toEqual([]);
    await home.remove();
  });
});
