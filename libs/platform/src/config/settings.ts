import { LANES } from '@codecsmith/kernel';
import { labHomeOf } from './lab-home.ts';
import {
  choice,
  choices,
  flag,
  integer,
  optionalPath,
  optionalText,
  optionalUrl,
  path,
  port,
  text,
  url,
  type Setting,
} from './setting.ts';

const DAY_MS = 86_400_000;
const NATS = ['nats:', 'tls:', 'ws:', 'wss:'];
const POSTGRES = ['postgres:', 'postgresql:'];

/** Every variable that any program of the lab reads, named `LAB_<ROOM>_<NAME>`. `docs/configuration.md` is made from this table. */
export const settings = {
  LAB_HOME: path({
    default: labHomeOf(),
    description: 'Where a lab keeps everything: database, bus, artifacts, tokens. Others must be able to pass through.',
  }),
  LAB_LOG_LEVEL: choice(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
    default: 'info',
    description: 'The least severe message that is written.',
  }),
  LAB_NATS_URL: url(NATS, { description: 'The NATS server; `lab` starts its own and fills this in.' }),
  LAB_BUS_REPLICAS: integer(1, 5, {
    default: '1',
    description: 'Servers of a NATS cluster that keep each stream; the ledger makes the streams with so many.',
  }),
  LAB_BUS_HOST: text({
    default: '127.0.0.1',
    description:
      "Address that the lab's own NATS listens on; for executors on other machines it must be one that they reach.",
  }),
  LAB_BUS_PORT: port({
    default: '0',
    description: "Port of the lab's own NATS; 0 takes a free one, and the same again where it can.",
  }),
  LAB_NATS_USER: optionalText({ description: 'User at the NATS server.' }),
  LAB_NATS_PASSWORD: optionalText({ secret: true, description: 'Password at the NATS server.' }),
  LAB_NATS_CERTIFICATE: optionalPath({
    description: 'File of the certificate (PEM) that programs of the lab show to a NATS server that wants one.',
  }),
  LAB_NATS_KEY: optionalPath({ description: 'File of the key of `LAB_NATS_CERTIFICATE`.' }),
  LAB_TLS_CA: optionalPath({
    description:
      'File of certificates (PEM) of authorities that programs of the lab trust beside the usual ones: at NATS (`tls://`), Postgres (`?sslmode=verify-full`) and HTTPS.',
  }),
  LAB_LEDGER_DATABASE_URL: url(POSTGRES, {
    secret: true,
    description: 'Database of the ledger, as the role that owns its tables; `lab` starts its own and fills this in.',
  }),
  LAB_LEDGER_READER_PASSWORD: text({
    secret: true,
    description: 'Password that the ledger gives to the role `lab_reader` when it prepares the database.',
  }),
  LAB_API_DATABASE_URL: url(POSTGRES, {
    secret: true,
    description: 'The same database as the role `lab_reader`, for services that only read (api, janitor).',
  }),
  LAB_API_HOST: text({ default: '127.0.0.1', description: 'Address that the api listens on.' }),
  LAB_API_PORT: port({ default: '0', description: 'Port that the api listens on; 0 takes a free one.' }),
  LAB_API_CERTIFICATE: optionalPath({
    description:
      'File of the certificate (PEM) of the api, which then speaks HTTPS only. It must be for the address that `LAB_API_HOST` gives it, and 127.0.0.1 on the host of the lab.',
  }),
  LAB_API_KEY: optionalPath({ description: 'File of the key of `LAB_API_CERTIFICATE`.' }),
  LAB_API_LAB_ID: optionalText({
    description:
      'Identity of the lab, which the api tells in `/health`; `lab` makes it and keeps it in `LAB_HOME/lab.id`.',
  }),
  LAB_API_FOLLOWERS: integer(1, 100_000, {
    default: '256',
    description: 'Streams of the log that one token may have open at a time.',
  }),
  LAB_API_UPLOAD_BYTES: integer(1, 2 ** 50, {
    default: String(64 * 2 ** 30),
    unit: 'bytes',
    description: 'How much one token may upload in 24 hours; executors are not limited.',
  }),
  LAB_API_URL: url(['http:', 'https:'], {
    description: 'Where executors and the command line find the api.',
  }),
  LAB_API_TOKEN: text({
    secret: true,
    description:
      'Bearer token for the api: of the command line, or of an executor (role `executor`). `lab` makes both and keeps them in `LAB_HOME/token` and `LAB_HOME/executor.token`.',
  }),
  LAB_ARTIFACTS_DIR: path({ description: 'Folder of the artifact store, on machines that hold it.' }),
  LAB_MEDIA_FFMPEG: text({
    default: 'ffmpeg',
    description: 'The ffmpeg to run: a name in the usual system folders, or a path; one with libvmaf adds VMAF.',
  }),
  LAB_MEDIA_CLIP_BYTES: integer(1, 2 ** 50, {
    default: String(2 * 2 ** 30),
    unit: 'bytes',
    description: 'Largest clip, as decoded planes; a longer or larger video is refused before it is decoded.',
  }),
  LAB_GENERATOR_OPENAI_BASE_URL: url(['http:', 'https:'], {
    default: 'https://api.openai.com/v1',
    description: 'Endpoint of the models, any that is OpenAI-compatible; vLLM and Ollama on this machine count too.',
  }),
  LAB_GENERATOR_OPENAI_KEY: optionalText({
    secret: true,
    description: 'Key for that endpoint; only the generator sees it. Endpoints without keys need none.',
  }),
  LAB_GENERATOR_MAX_OUTPUT_TOKENS: integer(256, 1_000_000, {
    default: '16000',
    description: 'Longest answer that a model may give; each call is reserved at this length.',
  }),
  LAB_GENERATOR_TOTAL_LIMIT_MS: integer(1_000, DAY_MS, {
    default: '600000',
    unit: 'ms',
    description: 'Longest time that one answer of a model may take in all.',
  }),
  LAB_GENERATOR_FIRST_TOKEN_LIMIT_MS: integer(1_000, DAY_MS, {
    default: '120000',
    unit: 'ms',
    description: 'Longest time until an answer of a model begins.',
  }),
  LAB_GENERATOR_IDLE_LIMIT_MS: integer(1_000, DAY_MS, {
    default: '60000',
    unit: 'ms',
    description: 'Longest silence in the middle of an answer of a model.',
  }),
  LAB_GENERATOR_LONGEST_PAUSE_MS: integer(1, DAY_MS, {
    default: '30000',
    unit: 'ms',
    description: 'Longest pause before a model is asked again after 429 or 5xx, whatever its server hints.',
  }),
  LAB_GENERATOR_PATIENCE_MS: integer(0, DAY_MS, {
    default: '600000',
    unit: 'ms',
    description:
      'How long a model server that has no answer (no connection, 408, 429, 5xx, still loading) is asked again before the draft fails.',
  }),
  LAB_GENERATOR_TRIAL_LIMIT_MS: integer(1_000, DAY_MS, {
    default: '600000',
    unit: 'ms',
    description:
      'How long code may wait for an executor to try it while its model waits; then the draft goes on untried.',
  }),
  LAB_GENERATOR_ENDPOINTS: optionalText({
    description:
      'File of further endpoints, for `--model vendor:name`; by default `LAB_HOME/endpoints.json`, where it is there.',
  }),
  LAB_GENERATOR_RECORDING: optionalText({
    description: 'File of recorded answers (JSON Lines) for the provider `replay`.',
  }),
  LAB_EXECUTOR_NAME: optionalText({ description: 'Name of this executor in facts; by default host name and pid.' }),
  LAB_EXECUTOR_SLOTS: integer(0, 32, {
    default: '0',
    description: 'Jails that one executor runs at a time; 0 for one per two cores, 8 at most.',
  }),
  LAB_EXECUTOR_LANES: choices(LANES, { default: 'cpu', description: 'Lanes whose work this executor takes.' }),
  LAB_EXECUTOR_TIER: choice(['best', 'strict', 'A', 'B', 'C'], {
    default: 'best',
    description:
      'How strongly candidates are held (see `docs/security/jail.md`): `best` takes the strongest of A, B and C that the machine offers; any other is insisted on.',
  }),
  LAB_GPU_ROOT: path({
    default: '/',
    description:
      "Folder with the machine's `/proc/driver/nvidia`, `/dev` and `/usr/lib`, where an executor of the lane gpu looks for GPUs.",
  }),
  LAB_JAIL_PYTHON: path({
    default: '/usr/bin/python3',
    description:
      'Python that runs candidates: 3.11 or newer, with numpy, in a folder that every user may read, not below `/tmp`. A virtual environment will do; the executor says at its start what of it guests see.',
  }),
  LAB_EXECUTOR_ALLOW_UNSAFE: flag({
    default: 'false',
    description: 'Run candidates with a weaker jail where the full one cannot be built; every result is then flagged.',
  }),
  LAB_EXECUTOR_SPLIT: flag({
    default: 'false',
    description:
      'Another executor decodes than the one that encoded, so that no state of an executor carries anything between the two; with one executor alone work waits. Read by the ledger.',
  }),
  LAB_JANITOR_SWEEP_MS: integer(100, DAY_MS, {
    default: '5000',
    unit: 'ms',
    description: 'Pause between two sweeps for lost executors and overdue phases.',
  }),
  LAB_JANITOR_DRAFTING_LIMIT_MS: integer(1_000, DAY_MS, {
    default: '3600000',
    unit: 'ms',
    description:
      'Longest time that a working generator may have an experiment in hand, waiting for a model server included; its queue and outages do not count.',
  }),
  LAB_JANITOR_SANITIZING_LIMIT_MS: integer(1_000, DAY_MS, {
    default: '600000',
    unit: 'ms',
    description: 'Longest time that a working sanitizer may have an experiment in hand.',
  }),
  LAB_JANITOR_QUEUED_LIMIT_MS: integer(1_000, 30 * DAY_MS, {
    default: String(DAY_MS),
    unit: 'ms',
    description: 'Longest time between the delivery of an experiment to a working executor and its start.',
  }),
  LAB_JANITOR_MEASURING_LIMIT_MS: integer(1_000, DAY_MS, {
    default: '3600000',
    unit: 'ms',
    description: 'Longest time that a working metrics service may have an experiment in hand.',
  }),
  LAB_JANITOR_DISK_FLOOR_BYTES: integer(0, 10 ** 15 - 1, {
    default: String(2 * 1024 ** 3),
    unit: 'bytes',
    description:
      'Below this much free space in `LAB_HOME`, the database, the bus, the logs or the artifacts no new work is taken (`disk_full`); running work ends, and all resumes above it.',
  }),
  LAB_JANITOR_ARTIFACT_SWEEP_MS: integer(0, 30 * DAY_MS, {
    default: String(DAY_MS / 4),
    unit: 'ms',
    description:
      'Pause between two sweeps of the artifact store, which delete what no fact names and reconstructions that `verify` can make again; 0 for none.',
  }),
  LAB_JANITOR_ARTIFACT_GRACE_MS: integer(60_000, 365 * DAY_MS, {
    default: String(DAY_MS),
    unit: 'ms',
    description:
      'How long a sweep leaves an artifact alone after it was stored, and an experiment after its last fact.',
  }),
  LAB_JANITOR_USAGE_MS: integer(1_000, DAY_MS, {
    default: '600000',
    unit: 'ms',
    description: 'Pause between two measurements of what each part of the lab takes on the disk.',
  }),
  LAB_LEDGER_COMMAND_WINDOW_MS: integer(3_600_000, 3_650 * DAY_MS, {
    default: String(30 * DAY_MS),
    unit: 'ms',
    description:
      'How long the ledger remembers the id of an accepted command, so that a repeat gets the same answer; also how long ended leases are kept.',
  }),
  LAB_EXECUTOR_CACHE_BYTES: integer(2 ** 20, 2 ** 49, {
    default: String(4 * 2 ** 30),
    unit: 'bytes',
    description:
      'Most that an executor keeps of artifacts that it fetched; the longest unused go first, none that was used within two hours.',
  }),
  LAB_LOG_BYTES: integer(2 ** 16, 2 ** 40, {
    default: String(16 * 2 ** 20),
    unit: 'bytes',
    description: 'Size at which `lab` starts a log anew; the one before is kept beside it, with the ending `.1`.',
  }),
  LAB_SERVICE_HEALTH_PORT: port({
    default: '0',
    description: 'Port where a service answers `/health/live`, `/health/ready` and `/metrics`; 0 opens none.',
  }),
  LAB_SERVICE_HEALTH_HOST: text({
    default: '127.0.0.1',
    description: 'Address of that port; nobody needs a token there, so open it only to those who watch the lab.',
  }),
  LAB_OBSERVABILITY_OTLP_URL: optionalUrl(['http:', 'https:'], {
    description:
      'Where spans go: the base address of an OTLP/HTTP receiver. Without it, and without the standard `OTEL_EXPORTER_OTLP_ENDPOINT`, no spans are made.',
  }),
  LAB_SERVICE_PARENT_PIPE: flag({
    default: 'false',
    description: 'Set by `lab` for its children: stop when standard input closes, because the parent is gone.',
  }),
} as const satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof settings;
export type SettingValue<Name extends SettingName> =
  (typeof settings)[Name] extends Setting<infer Value> ? Value : never;
