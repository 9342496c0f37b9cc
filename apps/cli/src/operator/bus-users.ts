import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  addUser,
  ensureUsers,
  NameRefused,
  natsAuthorization,
  readUsers,
  removeUser,
  withoutSecrets,
  type BusUser,
  type GrantedRole,
  type Identity,
} from '@codecsmith/bus/identities';
import { inboxPrefix, takesUser } from '@codecsmith/bus';
import { LANES } from '@codecsmith/kernel';
import { changeNatsUsers } from '@codecsmith/embedded';
import { replaceFile } from '@codecsmith/platform';
import { CommandError, EXIT, usageError } from '../exit-code.ts';
import { labHere, labPaths, type RunningLab } from '../lab/running-lab.ts';
import { printJson, printLine } from '../output/print.ts';
import { renderTable } from '../output/table.ts';

interface ShowOptions {
  readonly credentials?: string;
  readonly json?: true;
}

type NewUser = Identity & { readonly role: GrantedRole };

/** Makes a user and prints how it connects, once the server takes it. */
export async function addBusUser(user: NewUser, options: ShowOptions): Promise<void> {
  const lab = await labHere();
  await show(lab, await createBusUser(lab, user), options);
}

/** @throws CommandError (usage) when the name is taken, or no name */
export async function createBusUser(lab: RunningLab, added: NewUser): Promise<BusUser> {
  if (added.lanes !== undefined && added.role !== 'executor') {
    throw usageError(`lane: a ${added.role} takes no work; allowed with --role executor only`, { field: 'lane' });
  }
  const user = await addUser(labPaths().busUsersFile, added).catch(refused);
  await tellServer(lab, user, true);
  return user;
}

/** @throws CommandError when there is none of this name */
export async function showBusUser(name: string, options: ShowOptions): Promise<void> {
  const lab = await labHere();
  const user = (await readUsers(labPaths().busUsersFile)).find((one) => one.name === name);
  if (user === undefined) throw new CommandError(EXIT.refused, `name: there is no user ${name}`, { field: 'name' });
  await show(lab, user, options);
}

/** Every user, with its secret; empty where this is no lab's home. */
export const busUsers = (): Promise<BusUser[]> => readUsers(labPaths().busUsersFile);

/** Prints names and roles. */
export async function listBusUsers(json: true | undefined): Promise<void> {
  const users = (await readUsers(labPaths().busUsersFile)).map(({ name, role, lanes }) => ({
    name,
    role,
    lanes: role === 'executor' ? (lanes ?? LANES) : [],
  }));
  if (json) printJson({ users });
  else
    printLine(
      renderTable(
        [{ title: 'name' }, { title: 'role' }, { title: 'lanes' }],
        users.map(({ name, role, lanes }) => [name, role, lanes.join(', ')]),
      ),
    );
}

/** Takes a user away and waits until the server refuses it. */
export async function removeBusUser(name: string, json: true | undefined): Promise<void> {
  await refuseBusUser(await labHere(), name);
  if (json) printJson({ removed: name });
  else printLine(`${name} is refused from now on`);
}

/** @throws CommandError (usage) when there is none of this name, or it is the lab's own */
export async function refuseBusUser(lab: RunningLab, name: string): Promise<void> {
  const path = labPaths().busUsersFile;
  const user = (await readUsers(path)).find((one) => one.name === name);
  await removeUser(path, name).catch(refused);
  if (user !== undefined) await tellServer(lab, user, false);
}

/** Prints the block of a server's configuration. */
export async function printBusConfig(json?: true): Promise<void> {
  const config = natsAuthorization(withoutSecrets(await ensureUsers(labPaths().busUsersFile))).trimEnd();
  if (json) printJson({ config });
  else printLine(config);
}

function refused(error: unknown): never {
  throw error instanceof NameRefused ? usageError(error.message, { field: 'name' }) : error;
}

async function show({ natsUrl }: RunningLab, user: BusUser, { credentials, json }: ShowOptions): Promise<void> {
  const url = urlOf(natsUrl, user);
  const inboxes = inboxPrefix(user.name);
  if (credentials !== undefined) {
    await mkdir(dirname(credentials), { recursive: true });
    await replaceFile(credentials, contextOf(natsUrl, user), 0o600);
  }
  const { name, role, secret: password } = user;
  if (json) return printJson({ name, role, url, user: name, password, inboxPrefix: inboxes });
  printLine(url);
}

function urlOf(natsUrl: string, { name, secret }: BusUser): string {
  const url = new URL(natsUrl);
  url.username = name;
  url.password = secret;
  return url.href.replace(/\/$/, '');
}

/** A context as `nats` keeps it below `~/.config/nats/context`. */
const contextOf = (url: string, { name, role, secret }: BusUser): string =>
  `${JSON.stringify(
    {
      description: `codecsmith, ${role}`,
      url,
      user: name,
      password: secret,
      inbox_prefix: inboxPrefix(name),
    },
    undefined,
    2,
  )}\n`;

const LOOK_MS = 50;
const TAKEN_WITHIN_MS = 10_000;

/** Gives the lab's own server its users; another's server gets them from its operator. */
async function tellServer({ natsUrl, ownsNats }: RunningLab, user: BusUser, wanted: boolean): Promise<void> {
  const { nats, busUsersFile } = labPaths();
  if (!ownsNats) {
    process.stderr.write('this lab does not run its own NATS: give your server what ./codecsmith bus config prints\n');
    return;
  }
  await changeNatsUsers(nats, natsAuthorization(withoutSecrets(await readUsers(busUsersFile))));
  const address = { url: natsUrl, user: user.name, password: user.secret };
  for (const deadline = Date.now() + TAKEN_WITHIN_MS; (await takesUser(address)) !== wanted; await sleep(LOOK_MS)) {
    if (Date.now() < deadline) continue;
    throw new CommandError(EXIT.failed, 'the server has not taken the change yet; see nats/server.log of the lab');
  }
}
