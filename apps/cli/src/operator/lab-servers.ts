import type { BusOptions } from '@codecsmith/bus';
import { readUsers } from '@codecsmith/bus/identities';
import { READER_ROLE } from '@codecsmith/ledger';
import { asRole, ownerUrl } from '@codecsmith/embedded';
import { environmentVariables, readConfig, secretFile, type SettingName, type Variables } from '@codecsmith/platform';
import { missingPart } from '../exit-code.ts';
import { labHere, labPaths } from '../lab/running-lab.ts';

/**
 * What only its operator has of a lab: the database and the bus. A setting in the environment names another's; without
 * it they are those of the lab that runs here.
 *
 * @throws CommandError (missing part) when there is neither
 */
export async function databaseAsReader(): Promise<string> {
  const given = environmentVariables();
  if (isGiven('LAB_API_DATABASE_URL', given)) return readConfig(['LAB_API_DATABASE_URL'], given).LAB_API_DATABASE_URL;
  return asRole(await databaseAsOwner(), READER_ROLE, await secretFile(labPaths().readerPasswordFile));
}

/** The same database as the role that owns its tables. */
export async function databaseAsOwner(): Promise<string> {
  const given = environmentVariables();
  if (isGiven('LAB_LEDGER_DATABASE_URL', given)) {
    return readConfig(['LAB_LEDGER_DATABASE_URL'], given).LAB_LEDGER_DATABASE_URL;
  }
  const { postgresPort } = await labHere();
  if (postgresPort !== undefined) return ownerUrl(labPaths().postgres, postgresPort);
  throw missingPart('this lab does not run its own Postgres: set LAB_LEDGER_DATABASE_URL as for up');
}

/** The command line's user on the bus. */
const OWN_USER = 'cli';

/** How to connect to the bus: as the command line's own user unless a setting names another. */
export async function busAddress(): Promise<Omit<BusOptions, 'name'>> {
  const given = environmentVariables();
  const url = isGiven('LAB_NATS_URL', given)
    ? readConfig(['LAB_NATS_URL'], given).LAB_NATS_URL
    : (await labHere()).natsUrl;
  const { LAB_NATS_USER: user, LAB_NATS_PASSWORD: password } = readConfig(
    ['LAB_NATS_USER', 'LAB_NATS_PASSWORD'],
    given,
  );
  if (user !== undefined || new URL(url).username !== '') return { url, user, password };
  const own = (await readUsers(labPaths().busUsersFile)).find(({ name }) => name === OWN_USER);
  return own === undefined ? { url } : { url, user: own.name, password: own.secret };
}

/** Who asks the ledger over a connection to such an address. */
export const actorAt = ({ url, user }: Omit<BusOptions, 'name'>): string =>
  `user:${user ?? (new URL(url).username || OWN_USER)}`;

const isGiven = (name: SettingName, variables: Variables): boolean =>
  [name, `${name}_FILE`].some((each) => (variables[each] ?? '') !== '');
