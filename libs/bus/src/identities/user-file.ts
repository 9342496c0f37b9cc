import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { LANES } from '@codecsmith/kernel';
import { createFile, isAlive, markOf, replaceFile } from '@codecsmith/platform';
import { hash } from 'bcryptjs';
import { z } from 'zod';
import type { NatsUser } from './nats-users.ts';
import {
  OWN_USERS,
  RESERVED_NAMES,
  ROLES,
  USER_NAME,
  USER_NAME_ALLOWED,
  type GrantedRole,
  type Identity,
  type Role,
} from './roles.ts';

const roleSchema = z.enum(ROLES as [Role, ...Role[]]);

const busUserSchema = z.object({
  name: z.string().regex(USER_NAME),
  role: roleSchema,
  /** Lanes that an executor may take work of; all where none are named. */
  lanes: z.array(z.enum(LANES)).min(1).optional(),
  /** 192 random bits; the file that holds them is readable by its owner only. */
  secret: z.string().min(32),
  /** Bcrypt hash of the secret: what the server is given. */
  hash: z.string(),
});
/** A user of the bus with its secret. */
export type BusUser = z.output<typeof busUserSchema>;

const fileSchema = z.object({ users: z.array(busUserSchema) });

/** The least that bcrypt takes: a secret of 192 random bits is not found by trying, however fast a try is. */
const HASH_ROUNDS = 4;
const SECRET_BYTES = 24;

/** The file exists and cannot be used: which, and why. */
export class BadUserFile extends Error {
  override readonly name = 'BadUserFile';
}

/** A name cannot be given to a user. */
export class NameRefused extends Error {
  override readonly name = 'NameRefused';
}

/**
 * The users in a file (0600); empty when there is none.
 *
 * @throws BadUserFile
 */
export async function readUsers(path: string): Promise<BusUser[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return [];
  try {
    return fileSchema.parse(JSON.parse(text)).users;
  } catch (cause) {
    throw new BadUserFile(`${path} is no file of users; restore it, or delete it and give every user a new secret`, {
      cause,
    });
  }
}

/** Adds the users that every lab has, with new secrets, where they are missing. */
export const ensureUsers = (path: string): Promise<BusUser[]> =>
  change(path, async (users) => {
    const missing = OWN_USERS.filter(({ name }) => !users.some((user) => user.name === name));
    return [...users, ...(await Promise.all(missing.map(({ name, role }) => newUser(name, role))))];
  });

/** @throws NameRefused when the name is taken, reserved, or no token of a subject */
export async function addUser(
  path: string,
  { name, role, lanes }: Identity & { readonly role: GrantedRole },
): Promise<BusUser> {
  const added = { ...(await newUser(name, role)), ...(lanes && { lanes: [...lanes] }) };
  if (!USER_NAME.test(name)) throw new NameRefused(`name: ${JSON.stringify(name)}; allowed: ${USER_NAME_ALLOWED}`);
  if (RESERVED_NAMES.has(name)) throw new NameRefused(`name: ${name} belongs to the lab itself; take another`);
  await change(path, (users) => {
    if (users.some((user) => user.name === name)) {
      throw new NameRefused(`name: there is a user ${name}; remove it first, or take another name`);
    }
    return [...users, added];
  });
  return added;
}

/** @throws NameRefused when there is none of this name, or it is one of the lab's own */
export async function removeUser(path: string, name: string): Promise<void> {
  if (RESERVED_NAMES.has(name)) throw new NameRefused(`name: ${name} belongs to the lab itself and stays`);
  await change(path, (users) => {
    if (!users.some((user) => user.name === name)) throw new NameRefused(`name: there is no user ${name}`);
    return users.filter((user) => user.name !== name);
  });
}

/** The users as a server is told of them: without their secrets. */
export const withoutSecrets = (users: readonly BusUser[]): NatsUser[] =>
  users.map(({ name, role, lanes, hash: password }) => ({ name, role, password, ...(lanes && { lanes }) }));

async function newUser(name: string, role: Role): Promise<BusUser> {
  const secret = randomBytes(SECRET_BYTES).toString('hex');
  return { name, role, secret, hash: await hash(secret, HASH_ROUNDS) };
}

/** One change at a time: two commands that add a user must not lose one. */
async function change(
  path: string,
  changed: (users: readonly BusUser[]) => BusUser[] | Promise<BusUser[]>,
): Promise<BusUser[]> {
  const lock = `${path}.lock`;
  await take(lock);
  try {
    const before = await readUsers(path);
    const users = await changed(before);
    if (JSON.stringify(users) !== JSON.stringify(before)) {
      await replaceFile(path, `${JSON.stringify({ users }, undefined, 2)}\n`, 0o600);
    }
    return users;
  } finally {
    await rm(lock, { force: true });
  }
}

const LOCK_PAUSE_MS = 20;

/** Waits while another program changes the file; one that died leaves its lock, which is then taken away. */
async function take(lock: string): Promise<void> {
  const own = JSON.stringify(await markOf(process.pid));
  while (!(await createFile(lock, own, 0o600))) {
    const holder = await readFile(lock, 'utf8').then(
      (text) => processMark.safeParse(JSON.parse(text)).data,
      () => undefined,
    );
    if (holder !== undefined && !(await isAlive(holder))) await rm(lock, { force: true });
    await sleep(LOCK_PAUSE_MS);
  }
}

const processMark = z.object({ pid: z.int(), startTicks: z.int() });
