import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PaidCall } from '@codecsmith/llm';
import { FileCallJournal } from './call-journal.ts';
import { FileQuirks } from './file-quirks.ts';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'codecsmith-calls-'))));
afterEach(() => rm(folder, { recursive: true }));

const call: PaidCall = {
  reservation: 'draft-camp-1-d-1',
  answer: { ok: true, text: 'é\ud83d\ude00 code', usage: { input: 3, output: 4 }, attempts: 2 },
  spent: { tokens: 7, costUsd: 0.25 },
  counted: true,
};

describe('the journal of calls', () => {
  it('gives an answer again after a restart, for this experiment and turn only', async () => {
    await new FileCallJournal(folder).of('camp-1').keep(2, call);
    const again = new FileCallJournal(folder);
    expect(await again.of('camp-1').find(2)).toEqual(call);
    expect(await again.of('camp-1').find(1)).toBeUndefined();
    expect(await again.of('camp-2').find(2)).toBeUndefined();
  });

  it('keeps failures that cost something as they were', async () => {
    const failed: PaidCall = {
      ...call,
      answer: {
        ...{ ok: false, cause: 'broken_stream', message: 'gone', mayHaveCost: true, saidBytes: null },
        ...{ text: 'half', usage: null, attempts: 1 },
      },
      counted: false,
    };
    const journal = new FileCallJournal(folder).of('camp-1');
    await journal.keep(1, failed);
    expect(await journal.find(1)).toEqual(failed);
  });

  it('leaves nothing half-written behind, and refuses to begin where it cannot write', async () => {
    const journal = new FileCallJournal(folder).of('camp-1');
    await journal.begin(1);
    await journal.keep(1, call);
    expect((await readdir(join(folder, 'camp-1'))).sort()).toEqual(['1.begun', '1.json']);
    await writeFile(join(folder, 'camp-2'), 'a file where a folder belongs');
    await expect(new FileCallJournal(folder).of('camp-2').begin(1)).rejects.toThrow();
  });

  it('forgets what is older than a month', async () => {
    const journal = new FileCallJournal(folder);
    await journal.of('old').keep(1, call);
    await journal.of('new').keep(1, call);
    await utimes(join(folder, 'old'), 0, 0);
    await journal.prune(Date.now());
    expect(await readdir(folder)).toEqual(['new']);
  });
});

describe('what models refuse', () => {
  it('is known after a restart', async () => {
    const file = join(folder, 'quirks.json');
    const first = new FileQuirks(file);
    const learned = { ...first.get('http://a/v1', 'm'), without: ['temperature'] };
    first.set('http://a/v1', 'm', learned);
    await first.flush();
    const again = new FileQuirks(file);
    expect(again.get('http://a/v1', 'm')).toEqual(learned);
    expect(again.get('http://b/v1', 'm').without).toEqual([]);
  });

  it('is learned again where the file is damaged', async () => {
    const file = join(folder, 'quirks.json');
    await writeFile(file, '{ half');
    expect(new FileQuirks(file).get('http://a/v1', 'm').without).toEqual([]);
  });
});
