import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describeWithShared, startTestNats, type TestNats } from '@codecsmith/test-servers';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { inboxPrefix } from './inbox-prefix.ts';
import { ensureTopology } from '../topology/ensure-topology.ts';
import { natsAuthorization } from './nats-users.ts';
import { permissionsOf } from './permissions.ts';
import { ROLES, type Identity, type Role } from './roles.ts';

const run = promisify(execFile);
const PASSWORD = 'a secret of this spec only';
/** An executor of one lane, whose secret was stolen. */
const STOLEN = 'attic';
const users: Identity[] = [
  ...ROLES.map((role) => ({ name: role, role })),
  { name: 'bob', role: 'reader' },
  { name: STOLEN, role: 'executor', lanes: ['cpu'] },
];

let nats: TestNats;
const connections = new Map<string, NatsConnection>();

beforeAll(async () => {
  nats = await startTestNats({
    authorization: natsAuthorization(users.map((user) => ({ ...user, password: PASSWORD }))),
  });
  for (const { name } of users) connections.set(name, await connectAs(name));
  await ensureTopology(connections.get('ledger') as NatsConnection);
});
afterAll(async () => {
  for (const nc of connections.values()) await nc.close();
  await nats?.stop();
});

const connectAs = (name: string) =>
  connect({ servers: nats.url, user: name, pass: PASSWORD, inboxPrefix: inboxPrefix(name), name });

/** What the server says to a publication: its refusals come on the connection before the answer to a ping. */
async function mayPublish(name: string, subject: string): Promise<boolean> {
  const nc = await connectAs(name);
  let refused = false;
  const listening = (async () => {
    for await (const { type } of nc.status()) refused ||= type === 'error';
  })();
  nc.publish(subject, 'x', { reply: `${inboxPrefix(name)}.spec` });
  await nc.flush();
  await nc.close();
  await listening;
  return !refused;
}

/** Which of many subjects the server refuses to somebody: each refusal names its subject. */
async function refusedTo(name: string, publish: readonly string[], subscribe: readonly string[]): Promise<Set<string>> {
  const nc = await connectAs(name);
  const refused = new Set<string>();
  const listening = (async () => {
    for await (const status of nc.status())
      if (status.type === 'error') refused.add(/"(.*)"/.exec(status.error.message)?.[1] ?? status.error.message);
  })();
  for (const subject of publish) nc.publish(subject, 'x', { reply: `${inboxPrefix(name)}.spec` });
  for (const subject of subscribe) nc.subscribe(subject, { callback: () => undefined });
  await nc.flush();
  await nc.close();
  await listening;
  return refused;
}

async function maySubscribe(name: string, subject: string): Promise<boolean> {
  const nc = await connectAs(name);
  let refused = false;
  nc.subscribe(subject, { callback: (error) => void (refused ||= error !== null) });
  await nc.flush();
  await nc.close();
  return !refused;
}

const PEOPLE: readonly Role[] = ['submitter'];
const TRUSTED: readonly Role[] = ['generator', 'sanitizer', 'metrics', 'campaigns', 'submitter', 'reader'];

/** Subject, and the roles that may publish to it; `*` in a subject's place of the sender stands for each role's own name. */
const PUBLISH: readonly (readonly [subject: string, allowed: readonly Role[]])[] = [
  ['lab.v1.fact.experiment.CandidateMeasured.exp-1', ['ledger']],
  ['lab.v1.fact.hello', ['ledger']],
  ['lab.v1.ask.experiment.request', PEOPLE],
  ['lab.v1.cmd.experiment.request', PEOPLE],
  ['lab.v1.ask.experiment.request.user.*', ['api', 'submitter']],
  ['lab.v1.ask.experiment.request.user.ada', ['api']],
  ['lab.v1.ask.experiment.request.service.*', ['generator', 'campaigns']],
  ['lab.v1.ask.campaign.start.user.*', ['api', 'submitter']],
  ['lab.v1.ask.experiment.record-draft.service.*', ['generator']],
  ['lab.v1.ask.experiment.record-drafting-failed.service.*', ['generator']],
  ['lab.v1.ask.experiment.record-cleared.service.*', ['sanitizer']],
  ['lab.v1.ask.experiment.record-rejected.service.*', ['sanitizer']],
  ['lab.v1.ask.experiment.start-execution.service.*', ['executor']],
  ['lab.v1.ask.take.executor-gpu.service.*', ['executor']],
  ['lab.v1.ask.take.executor-verify.service.*', ['executor']],
  ['lab.v1.ask.take.metrics.service.*', ['metrics']],
  ['lab.v1.ask.take.metrics.service.metrics', ['metrics']],
  ['lab.v1.ask.experiment.record-encoded.service.*', ['executor']],
  ['lab.v1.ask.experiment.record-executed.service.*', ['executor']],
  ['lab.v1.ask.experiment.record-execution-failed.service.*', ['executor']],
  ['lab.v1.ask.experiment.report-lab-fault.service.*', ['executor']],
  ['lab.v1.ask.experiment.record-reexecution.service.*', ['executor']],
  ['lab.v1.ask.lease.beat.service.*', ['executor']],
  ['lab.v1.ask.executor.beat.service.*', ['executor']],
  ['lab.v1.ask.executor.list.service.*', ['api']],
  ['lab.v1.ask.executor.order.service.*', ['api']],
  ['lab.v1.ask.experiment.record-measured', []],
  ['lab.v1.ask.experiment.record-measured.service.*', ['metrics']],
  ['lab.v1.ask.experiment.record-measured.service.metrics', ['metrics']],
  ['lab.v1.ask.experiment.record-measurement-failed.service.*', ['metrics']],
  ['lab.v1.ask.experiment.record-verification.service.*', ['metrics']],
  ['lab.v1.ask.anchor.record-measured.service.*', ['metrics']],
  ['lab.v1.ask.campaign.crown.service.*', ['campaigns']],
  ['lab.v1.ask.campaign.reserve.service.*', ['generator']],
  ['lab.v1.ask.experiment.expire-attempt.service.*', ['janitor']],
  ['lab.v1.ask.experiment.expire-phase.service.*', ['janitor']],
  ['lab.v1.cmd.experiment.record-measured.service.metrics', []],
  ['lab.v1.ask.facts.follow.user.*', ['submitter', 'reader']],
  ['lab.v1.ask.facts.follow.service.*', ['campaigns']],
  ['lab.v1.quarantine.metrics', ['ledger', 'metrics']],
  ['lab.v1.quarantine.legacy', ['ledger', 'janitor']],
  ['lab.v1.beat.metrics', ['metrics']],
  ['lab.v1.beat.executor-cpu', ['executor']],
  ['lab.v1.redrive.metrics', ['api']],
  ['lab.v1.redriven.metrics', ['metrics']],
  ['proc_exp', ['submitter']],
  ['proc_exp_42', []],
  ['replay.lab.v1.fact.experiment.X.exp-1', ['submitter']],
  ['_INBOX.metrics.x', ['ledger']],
  ['$JS.API.STREAM.CREATE.OTHER', ['ledger']],
  ['$JS.API.STREAM.UPDATE.FACTS', ['ledger']],
  ['$JS.API.STREAM.DELETE.FACTS', ['ledger']],
  ['$JS.API.STREAM.PURGE.FACTS', ['ledger']],
  ['$JS.API.STREAM.SNAPSHOT.FACTS', ['ledger']],
  ['$JS.API.STREAM.RESTORE.OTHER', ['ledger']],
  ['$JS.API.STREAM.MSG.DELETE.FACTS', ['ledger']],
  ['$JS.API.STREAM.LIST', ['ledger']],
  ['$JS.API.STREAM.INFO.FACTS', ['ledger', ...TRUSTED]],
  ['$JS.API.STREAM.MSG.GET.FACTS', ['ledger', 'api', ...TRUSTED]],
  ['$JS.API.DIRECT.GET.FACTS.lab.v1.fact.campaign.CampaignStarted.c', ['ledger', ...TRUSTED]],
  ['$JS.API.DIRECT.GET.FACTS.lab.v1.fact.experiment.ExecutionQueued.cpu.e', ['ledger', 'executor', ...TRUSTED]],
  ['$JS.API.STREAM.MSG.GET.COMMANDS', ['ledger', 'api']],
  ['$JS.API.STREAM.MSG.GET.QUARANTINE', ['ledger', 'api']],
  ['$JS.API.STREAM.MSG.DELETE.QUARANTINE', ['ledger', 'api']],
  ['$JS.API.CONSUMER.CREATE.FACTS', ['ledger']],
  ['$JS.API.CONSUMER.CREATE.FACTS.mine', ['ledger']],
  ['$JS.API.CONSUMER.CREATE.FACTS.mine.lab.v1.fact.>', ['ledger']],
  ['$JS.API.CONSUMER.DURABLE.CREATE.FACTS.metrics', ['ledger']],
  ['$JS.API.CONSUMER.DELETE.FACTS.metrics', ['ledger']],
  ['$JS.API.CONSUMER.LIST.FACTS', ['ledger']],
  ['$JS.API.CONSUMER.INFO.FACTS.metrics', ['ledger', 'api', 'janitor', 'metrics']],
  ['$JS.API.CONSUMER.MSG.NEXT.FACTS.metrics', ['ledger', 'metrics']],
  ['$JS.API.CONSUMER.MSG.NEXT.FACTS.executor-cpu', ['ledger', 'executor']],
  ['$JS.API.CONSUMER.MSG.NEXT.FACTS.reader', ['ledger', 'reader']],
  ['$JS.API.CONSUMER.MSG.NEXT.FACTS.bob', ['ledger']],
  ['$JS.API.CONSUMER.MSG.NEXT.COMMANDS.ledger-commands', ['ledger']],
  ['$JS.ACK.FACTS.metrics.1.1.1.1.1', ['metrics']],
  ['$JS.ACK.FACTS.executor-cpu.1.1.1.1.1', ['executor']],
  ['$JS.ACK.COMMANDS.ledger-commands.1.1.1.1.1', ['ledger']],
  ['$SYS.REQ.SERVER.PING', []],
];

const SUBSCRIBE: readonly (readonly [subject: string, allowed: readonly Role[]])[] = [
  ['>', []],
  ['_INBOX.>', []],
  ['_INBOX.*.>', []],
  ['_INBOX.metrics.>', ['metrics']],
  ['_INBOX.executor.>', ['executor']],
  ['_INBOX.bob.>', []],
  ['lab.v1.ask.>', ['ledger']],
  ['lab.v1.ask.lease.beat.*.*', ['ledger']],
  ['lab.v1.cmd.>', []],
  ['lab.v1.fact.>', ['ledger', 'submitter', 'reader']],
  ['lab.v1.fact.experiment.ExecutionQueued.>', ['ledger', 'submitter', 'reader']],
  ['lab.v1.quarantine.>', []],
  ['lab.v1.beat.*', ['janitor']],
  ['lab.v1.redrive.metrics', ['metrics']],
  ['lab.v1.redriven.*', ['api']],
  ['replay.lab.v1.fact.>', ['submitter', 'reader']],
  ['$JS.API.>', []],
  ['$JS.ACK.>', []],
  ['$SYS.>', []],
  ['*', []],
];

describe('what the server lets each role do', () => {
  it.each(PUBLISH)('publish to %s: %j', async (pattern, allowed) => {
    const found = await rolesWhere((role) => mayPublish(role, pattern.replace(/\*$/, role)));
    expect(found).toEqual(inOrder(allowed));
  });

  it.each(SUBSCRIBE)('subscribe to %s: %j', async (subject, allowed) => {
    expect(await rolesWhere((role) => maySubscribe(role, subject))).toEqual(inOrder(allowed));
  });

  describe('with the stolen secret of an executor of lane cpu', () => {
    it.each(ROLES)('nothing of %s but what every executor of the lane does in its own name', async (role) => {
      const { publish, subscribe } = permissionsOf({ name: role, role });
      const calls = publish.map(aSubject);
      const refused = await refusedTo(STOLEN, calls, subscribe);
      const allowed = [...calls, ...subscribe].filter((subject) => !refused.has(subject));
      expect(allowed.toSorted()).toEqual((SHARED_WITH_STOLEN[role] ?? ['$JS.API.INFO']).toSorted());
    });

    it('its own name, inbox and lane', async () => {
      const { publish, subscribe } = permissionsOf({ name: STOLEN, role: 'executor', lanes: ['cpu'] });
      expect(await refusedTo(STOLEN, publish.map(aSubject), subscribe)).toEqual(new Set());
      expect(publish.map(aSubject).filter((subject) => subject.includes('ask.'))).toEqual(
        OWN_ASKS.map((ask) => `lab.v1.ask.${ask}.service.${STOLEN}`),
      );
      expect([...publish, ...subscribe].filter((subject) => subject.includes('gpu'))).toEqual([
        '$JS.API.DIRECT.GET.FACTS.lab.v1.fact.experiment.ExecutionQueued.gpu.*',
      ]);
    });
  });

  it('refuses whoever shows no secret, or a wrong one', async () => {
    const strangers = [{}, { user: 'metrics', pass: 'guessed' }, { user: 'nobody', pass: PASSWORD }, { token: 'x' }];
    for (const given of strangers) {
      await expect(connect({ servers: nats.url, reconnect: false, ...given })).rejects.toThrow(/authorization/i);
    }
  });
});

/** What executors of the lane do with the durables that they share, whose names hold no sender. */
const OF_THE_LANE = ['executor-cpu', 'executor-verify'].flatMap((durable) => [
  `$JS.API.CONSUMER.INFO.FACTS.${durable}`,
  `$JS.API.CONSUMER.MSG.NEXT.FACTS.${durable}`,
  `$JS.ACK.FACTS.${durable}.x`,
  `lab.v1.beat.${durable}`,
  `lab.v1.quarantine.${durable}`,
  `lab.v1.redriven.${durable}`,
  `lab.v1.redrive.${durable}`,
]);
const LAST_FACTS = ['ExecutionQueued.cpu', 'ExecutionQueued.gpu', 'CandidateExecuted'].map(
  (type) => `$JS.API.DIRECT.GET.FACTS.lab.v1.fact.experiment.${type}.x`,
);
/** What the holder of the secret may also publish or subscribe to of what other identities may; else nothing but this. */
const SHARED_WITH_STOLEN: Partial<Record<Role, readonly string[]>> = {
  executor: ['$JS.API.INFO', ...OF_THE_LANE, ...LAST_FACTS],
};
const OWN_ASKS = [
  'experiment.record-encoded',
  'experiment.record-executed',
  'experiment.record-execution-failed',
  'experiment.report-lab-fault',
  'lease.beat',
  'executor.beat',
  'experiment.start-execution',
  'experiment.record-reexecution',
  'take.executor-cpu',
  'take.executor-verify',
];

/** A subject that a permission allows. */
const aSubject = (permission: string): string => permission.replace(/\*/g, 'x').replace(/>$/, 'x');

/** Tries each call on a connection of its own, as a program without the lab's library would, and prints what it is answered. */
const STRANGER = `
import json, os, socket, sys
assert os.getuid() == int(sys.argv[3])
for call in json.loads(sys.argv[2]):
    nats = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    lines = nats.makefile("rb")
    lines.readline()
    kind, subject = call
    send = f"SUB {subject} 1" if kind == "SUB" else f"SUB _INBOX.stranger 1\\r\\nPUB {subject} _INBOX.stranger 2\\r\\n{{}}"
    nats.sendall(f'CONNECT {{"verbose":false,"name":"stranger"}}\\r\\n{send}\\r\\nPING\\r\\n'.encode())
    try:
        answer = lines.read().decode()
    except ConnectionResetError:
        answer = "reset"
    print(json.dumps([subject, answer.strip()]))
`;
const STRANGER_UID = 1234;
const asStranger = (...command: string[]) =>
  run('setpriv', [`--reuid=${STRANGER_UID}`, `--regid=${STRANGER_UID}`, '--clear-groups', ...command], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    timeout: 120_000,
  });

const asRoot = process.getuid?.() === 0 ? describe : describe.skip;
if (process.getuid?.() !== 0)
  process.stdout.write('SKIPPED, needs root to become another user: a stranger on the bus\n');

asRoot('another user of this machine, without any file of the lab', () => {
  it('is refused before any call is looked at', async () => {
    const calls = [
      ['SUB', 'lab.v1.fact.experiment.CandidateExecuted.>'],
      ['SUB', '>'],
      ...PUBLISH.map(([subject]) => ['PUB', subject.replace(/\*$/, 'x')]),
    ];
    const { port } = new URL(nats.url);
    const stranger = ['python3', '-c', STRANGER, port, JSON.stringify(calls), String(STRANGER_UID)];
    const { stdout } = await asStranger(...stranger);
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as [string, string]);
    expect(answers.map(([subject]) => subject)).toEqual(calls.map(([, subject]) => subject));
    expect([...new Set(answers.map(([, answer]) => answer))]).toEqual(["-ERR 'Authorization Violation'"]);
  });

  describeWithShared('with a program from the field', ['cases/hostile/stranger_on_the_bus.py'], ([program = '']) => {
    it('records nothing', async () => {
      const manager = await jetstreamManager(connections.get('ledger') as NatsConnection);
      const messages = async () => (await manager.streams.info('FACTS')).state.messages;
      const before = await messages();
      const { port } = new URL(nats.url);
      const failed = await asStranger('python3', program, port).catch(
        (error: { stdout: string; stderr: string }) => error,
      );
      expect(failed.stdout).toContain('Authorization Violation');
      expect(failed).toHaveProperty('code', 1);
      expect(await messages()).toBe(before);
    });
  });
});

const inOrder = (roles: readonly Role[]): Role[] => ROLES.filter((role) => roles.includes(role));

async function rolesWhere(may: (role: Role) => Promise<boolean>): Promise<Role[]> {
  const answers = await Promise.all(ROLES.map(may));
  return ROLES.filter((_, index) => answers[index]);
}
