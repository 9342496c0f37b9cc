import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inContext, logFields, traceOf } from '../context.ts';
import { currentTraceparent, inSpan, isTracing, noteSpan } from './tracing.ts';

const INDEX = fileURLToPath(new URL('../index.ts', import.meta.url));

describe('without an endpoint', () => {
  it('a span is only the work in it', async () => {
    expect(isTracing()).toBe(false);
    expect(await inSpan('work', {}, () => Promise.resolve(currentTraceparent()))).toBeUndefined();
    expect(noteSpan('past', { startMs: 0 })).toBeUndefined();
  });

  it('an error passes through', async () => {
    await expect(inSpan('work', {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('the SDK is not loaded', async () => {
    const script = `
      const { registerHooks } = await import('node:module');
      const resolved = [];
      registerHooks({ resolve: (...given) => {
        const found = given[2](given[0], given[1]);
        resolved.push(found.url);
        return found;
      } });
      await import(${JSON.stringify(INDEX)});
      console.log(JSON.stringify({
        total: resolved.length,
        sdk: resolved.filter((url) => /@opentelemetry.(?!api.)/.test(url)),
      }));`;
    const args = ['--conditions=@codecsmith/source', '--input-type=module', '-e', script];

    const { stdout } = await promisify(execFile)(process.execPath, args);

    expect(JSON.parse(stdout)).toMatchObject({ sdk: [] });
    expect(stdout).not.toContain('"total":0');
  });
});

describe('the context of log lines', () => {
  it('is what the work is about, at every depth', async () => {
    expect(logFields()).toEqual({});

    const seen = await inContext({ experiment: 'e-1', traceparent: 'x' }, () =>
      inContext({ attempt: 2 }, () => Promise.resolve(logFields())),
    );

    expect(seen).toEqual({ experiment: 'e-1', attempt: 2 });
  });

  it('takes the trace from a traceparent, and nothing from what is none', () => {
    const trace = '0af7651916cd43dd8448eb211c80319c';
    expect(traceOf(`00-${trace}-b7ad6b7169203331-01`)).toBe(trace);
    expect(traceOf('perhaps')).toBeUndefined();
    expect(traceOf(undefined)).toBeUndefined();
  });
});
