import { startTestNats, type TestNats } from '@codecsmith/test-servers';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { inboxPrefix } from '../connection/connect-bus.ts';
import { ensureTopology } from '../topology/ensure-topology.ts';
import { natsAuthorization } from './nats-users.ts';
import { ROLES, type Identity, type Role } from './roles.ts';

const PASSWORD = 'a secret of this spec only';
const users: Identity[] = [...ROLES.map((role) => ({ name: role, role })), { name: 'bob', role: 'reader' as const }];

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

  it('refuses whoever shows no secret, or a wrong one', async () => {
    const strangers = [{}, { user: 'metrics', pass: 'guessed' }, { user: 'nobody', pass: PASSWORD }, { token: 'x' }];
    for (const given of strangers) {
      await expect(connect({ servers: nats.url, reconnect: false, ...given })).rejects.toThrow(/authorization/i);
    }
  });
});

const inOrder = (roles: readonly Role[]): Role[] => ROLES.filter((role) => roles.includes(role));

async function rolesWhere(may: (role: Role) => Promise<boolean>): Promise<Role[]> {
  const answers = await Promise.all(ROLES.map(may));
  return ROLES.filter((_, index) => answers[index]);
}
