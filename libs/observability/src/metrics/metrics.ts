import { counter, distribution, level } from './instruments.ts';

const FAST = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const SLOW = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600];
const SIZES = [1, 2, 5, 10, 25, 50, 100, 250, 500];

/** Every metric of the lab. Names and labels are an interface: dashboards and alerts in `deploy/` rest on them. */
export const metrics = {
  info: level('codecsmith_info', 'Always 1; tells which version runs', ['version']),
  ready: level('codecsmith_ready', '1 while the service can do its work, else 0', []),

  facts: counter('codecsmith_facts_total', 'Facts appended to the log', ['type']),
  phases: distribution('codecsmith_phase_seconds', 'Time that experiments spent in a phase that ended', {
    labels: ['phase', 'end'],
    buckets: SLOW,
  }),
  appendItems: distribution('codecsmith_append_batch_items', 'Commands and beats that shared one transaction', {
    labels: [],
    buckets: SIZES,
  }),
  appendSeconds: distribution('codecsmith_append_seconds', 'Time to decide and commit one batch', {
    labels: [],
    buckets: FAST,
  }),
  relayLag: level('codecsmith_relay_lag_facts', 'Facts in the log that the bus has not confirmed', []),
  relayInStep: level('codecsmith_relay_in_step', '1 while facts are being published, else 0', []),
  head: level('codecsmith_log_position', 'Last position of the log', []),

  queueMessages: level('codecsmith_queue_messages', 'Messages of a durable: waiting, in_flight or repeated', [
    'durable',
    'state',
  ]),
  queueOldest: level('codecsmith_queue_oldest_seconds', 'Age of the oldest message that nobody has taken', ['durable']),
  quarantined: level('codecsmith_quarantined_messages', 'Messages that could not be handled', []),

  handled: distribution('codecsmith_handled_seconds', 'Time that a handler took for one message', {
    labels: ['handler', 'type', 'outcome'],
    buckets: SLOW,
  }),
  waited: distribution('codecsmith_waited_seconds', 'Time between the publication of a message and its handling', {
    labels: ['handler'],
    buckets: SLOW,
  }),
  inFlight: level('codecsmith_worker_in_flight', 'Messages that this instance works on', ['durable']),
  slots: level('codecsmith_worker_slots', 'Messages that this instance works on at most', ['durable']),

  jailRuns: distribution('codecsmith_jail_seconds', 'Wall time of one side of a run in a jail', {
    labels: ['side', 'outcome', 'tier'],
    buckets: SLOW,
  }),
  mediaTools: distribution('codecsmith_media_tool_seconds', 'Wall time of one run of a media tool', {
    labels: ['tool', 'outcome'],
    buckets: SLOW,
  }),
  modelCalls: distribution('codecsmith_model_seconds', 'Time that a model took for one answer', {
    labels: ['model', 'outcome'],
    buckets: SLOW,
  }),
  modelTokens: counter('codecsmith_model_tokens_total', 'Tokens as providers counted them', ['model', 'direction']),
  modelCost: counter('codecsmith_model_cost_usd_total', 'What drafts cost, as their facts say', ['model']),

  requests: distribution('codecsmith_http_seconds', 'Time until an answer of the api was sent', {
    labels: ['method', 'route', 'status'],
    buckets: FAST,
  }),
  executors: level('codecsmith_executors', 'Executors that the api heard of, by state', ['state']),
  diskFree: level('codecsmith_disk_free_bytes', 'Bytes that may still be written', ['place']),
  diskFloor: level('codecsmith_disk_floor_bytes', 'Below this much free space no new work is taken', []),
} as const;

/** Names of all of them, for what is written about them elsewhere. */
export const metricNames: readonly string[] = Object.values(metrics).map(({ name }) => name);
