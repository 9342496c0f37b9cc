import { readRecorded, recordedWriter } from '@codecsmith/test-llm-stand-in';
import { describeWithShared } from '@codecsmith/test-servers';
import { ModelLab } from './model-lab.ts';

const PATIENCE = { firstTokenMs: 60_000, idleMs: 60_000, totalMs: 600_000 };
const PARK_JOY = 'clips/park_joy_480x270_50fps_10f.y4m';
/** Evaluations, not executor seconds: a busy machine takes more of those, and must find the same. */
const BUDGET = 'evaluations=24';

describeWithShared('what a real model answered', ['replies', PARK_JOY], ([replies, clip]) => {
  let here: ModelLab;
  beforeAll(async () => {
    const answers = readRecorded(replies);
    here = await ModelLab.up(PATIENCE, undefined, new Map([['recorded', recordedWriter(answers)]]));
  });
  afterAll(() => here?.down());

  it('leads a campaign to the best of its codecs within 24 evaluations', async () => {
    await here.lab.json(0, 'clip', 'add', clip, '--name', 'park');
    const search = ['--language', 'javascript', '--clip', 'park', '--sealed', 'none', '--seed', '7'];
    const said = await here.lab.cli(
      ...['campaign', 'start', '--provider', 'openai', '--model', 'recorded', '--id', 'recorded', '--wait'],
      ...[...search, '--budget', BUDGET],
    );
    if (process.env['SEARCH_DEBUG']) {
      process.stderr.write(said.stdout + said.stderr + (await here.lab.cli('campaign', 'report', 'recorded')).stdout);
      process.stderr.write((await here.lab.cli('campaign', 'show', 'recorded', '--json')).stdout);
    }
    const { champion } = await here.client.campaign('recorded');
    expect(champion?.rung).toBeNull();
    expect(champion?.score).toBeGreaterThan(14.1);
  });
});
