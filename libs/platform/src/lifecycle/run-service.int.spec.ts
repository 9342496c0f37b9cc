import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePort } from '../process/ports.ts';

const SCRIPT = fileURLToPath(new URL('sample-service.ts', import.meta.url));
const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

function start(how: string, variables: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--conditions=@codecsmith/source', SCRIPT, how], {
    env: { ...process.env, ...variables },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const messages: string[] = [];
  const lines = createInterface(child.stdout);
  lines.on('line', (line) => messages.push((JSON.parse(line) as { msg: string }).msg));
  const until = async (message: string) => {
    while (!messages.includes(message)) await once(lines, 'line');
  };
  const exit = once(child, 'close').then(([code]) => code as number);
  return { child, messages, until, exit };
}

describe('a service', () => {
  it('closes in order on SIGTERM and exits 0', async () => {
    const service = start('well');
    await service.until('started');

    service.child.kill('SIGTERM');

    expect(await service.exit).toBe(0);
    expect(service.messages).toEqual(['started', 'stopping', 'closed', 'stopped']);
  });

  it('stops when the pipe of its parent closes', async () => {
    const service = start('well', { LAB_SERVICE_PARENT_PIPE: 'true' });
    await service.until('started');

    service.child.stdin?.destroy();

    expect(await service.exit).toBe(0);
    expect(service.messages).toContain('closed');
  });

  it('is ended when its close hangs', async () => {
    const service = start('hangs');
    await service.until('started');

    service.child.kill('SIGTERM');

    expect(await service.exit).toBe(1);
    expect(service.messages.at(-1)).toBe('not down within its time, ended');
  });

  it('exits 1 on an error that nobody caught', async () => {
    const service = start('throws');

    expect(await service.exit).toBe(1);
    expect(service.messages.at(-1)).toBe('nobody caught me');
  });

  it('does not start with a bad setting', async () => {
    const service = start('well', { LAB_JANITOR_SWEEP_MS: 'often' });

    expect(await service.exit).toBe(2);
    expect(service.messages).toEqual(['LAB_JANITOR_SWEEP_MS is "often"; allowed: a whole number from 100 to 86400000']);
  });

  it('answers for its health, with the reason when it is not ready', async () => {
    const port = await freePort();
    const service = start('unready', { LAB_SERVICE_HEALTH_PORT: String(port) });
    await service.until('started');
    const get = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return [response.status, await response.json()];
    };

    expect(await get('/health/live')).toEqual([200, { status: 'live' }]);
    expect(await get('/health/ready')).toEqual([503, { status: 'no database' }]);
    const measured = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(measured).toMatch(/^codecsmith_ready 0$/m);
    expect(measured).toMatch(/^codecsmith_info\{version="\d+\.\d+\.\d+"\} 1$/m);
    expect(measured).toMatch(/^process_cpu_seconds_total \d/m);
    expect(await get('/')).toEqual([404, { error: 'allowed: /health/live, /health/ready, /metrics' }]);
  });
});
