import { connect } from '@nats-io/transport-node';
import { exampleCodec, Lab, until, type ExperimentDocument } from '@codecsmith/test-journeys';
import { coverage } from './coverage.ts';
import { OtlpReceiver, type ReceivedSpan } from './otlp-receiver.ts';
import { hasPrometheus, Prometheus } from './prometheus.ts';

let lab: Lab;
let receiver: OtlpReceiver;
let experiment: ExperimentDocument;

beforeAll(async () => {
  receiver = await OtlpReceiver.open();
  lab = await Lab.up({ LAB_OBSERVABILITY_OTLP_URL: receiver.url });
  const file = exampleCodec('intra_dct.py');
  const options = ['--clip', 'square', '--quality', '40,80', '--wait'];
  experiment = await lab.json<ExperimentDocument>(0, 'submit', file, ...options);
});
afterAll(async () => {
  await lab?.down();
  await receiver?.close();
});

const facts = () => lab.history(experiment.experimentId);
const timeOf = async (type: string): Promise<number> =>
  Date.parse((await facts()).find((fact) => fact.type === type)?.occurredAt ?? '');

/** Spans of the experiment's trace, once its last one has come. */
async function traceOf(): Promise<ReceivedSpan[]> {
  const isOfIt = (span: ReceivedSpan) => span.name === 'relay ExperimentConcluded';
  const last = await until(() => Promise.resolve(receiver.spans.find(isOfIt)));
  const known = () => receiver.of(last.trace);
  const missing = () => known().filter(({ parent }) => parent && !known().some(({ id }) => id === parent));
  await until(() => Promise.resolve(missing().length === 0 || undefined));
  return known();
}

describe('the trace of an experiment', () => {
  it('goes through every service, and every span but the first has its parent in it', async () => {
    const spans = await traceOf();

    const roots = spans.filter(({ parent }) => !parent);
    expect(roots.map(({ service, name }) => [service, name])).toEqual([['api', 'POST']]);
    expect([...new Set(spans.map(({ service }) => service))].sort()).toEqual(
      ['api', 'executor', 'generator', 'ledger', 'metrics', 'sanitizer'].sort(),
    );
    const names = spans.map(({ name }) => name);
    const expected = [
      ...['ask experiment.request', 'relay ExperimentRequested', 'generator ExperimentRequested'],
      ...['sanitizer CandidateDrafted', 'executor-cpu ExecutionQueued', 'jail encode', 'jail decode'],
      ...['metrics CandidateExecuted', 'ffmpeg', 'relay ExperimentConcluded'],
    ];
    expect(expected.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('adds up to the time that the experiment took, within 5 %', async () => {
    const window = { startMs: await timeOf('ExperimentRequested'), endMs: await timeOf('ExperimentConcluded') };

    const covered = coverage(await traceOf(), window);

    expect(covered).toBeGreaterThan(0.95);
    expect(covered).toBeLessThanOrEqual(1);
  });
});

it('a lab shows its numbers to Prometheus, and an alert fires when its cause is made', async () => {
  if (!(await hasPrometheus())) return console.warn('SKIPPED: prometheus is not installed');
  const prometheus = await Prometheus.start(lab.home);
  try {
    const value = async (expression: string) => (await prometheus.query(expression))[0]?.value;
    const some = (expression: string) => until(() => value(expression));
    await some('count(up{job="codecsmith"} == 1) == 8');
    const concluded = await some('codecsmith_facts_total{type="ExperimentConcluded"}');
    expect(concluded).toBe(1);
    for (const measured of [
      ...[
        'codecsmith_phase_seconds_count{phase="executing",end="CandidateExecuted"}',
        'codecsmith_append_seconds_count',
      ],
      ...['codecsmith_append_batch_items_count', 'codecsmith_relay_lag_facts', 'codecsmith_relay_in_step'],
      ...['codecsmith_queue_messages{durable="executor-cpu",state="waiting"}', 'codecsmith_queue_oldest_seconds'],
      ...[
        'codecsmith_jail_seconds_count{side="decode",outcome="ok"}',
        'codecsmith_worker_slots{durable="executor-cpu"}',
      ],
      ...['codecsmith_media_tool_seconds_count{service="metrics"}', 'codecsmith_http_seconds_count{method="POST"}'],
      ...['codecsmith_disk_free_bytes{place="home"}', 'codecsmith_disk_floor_bytes', 'codecsmith_ready{service="api"}'],
      ...['codecsmith_handled_seconds_count{handler="sanitizer",outcome="ok"}', 'codecsmith_info'],
    ])
      expect([measured, typeof (await some(measured))]).toEqual([measured, 'number']);
    expect(await prometheus.query('ALERTS{alertname="MessagesQuarantined"}')).toEqual([]);
    await some('codecsmith_quarantined_messages == 0');

    const nc = await connect(await lab.natsOptions());
    nc.publish('lab.v1.cmd.experiment.cancel', 'no JSON');
    await nc.drain();

    expect(await some('ALERTS{alertname="MessagesQuarantined",alertstate="firing"}')).toBe(1);
  } finally {
    await prometheus.stop();
  }
});
