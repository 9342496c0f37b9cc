import { GRANTED_ROLES, type GrantedRole } from '@codecsmith/bus/identities';
import { LANES, type Lane } from '@codecsmith/kernel';
import { Command } from 'commander';
import { addLane, jsonOption, oneOf } from './options.ts';

interface ShowOptions {
  readonly credentials?: string;
  readonly json?: true;
}

export const busCommand = (): Command =>
  new Command('bus')
    .description('who may use the bus')
    .addCommand(
      new Command('user')
        .description('users of the bus: each with its own secret, and what its role allows')
        .addCommand(addCommand())
        .addCommand(showCommand())
        .addCommand(listCommand())
        .addCommand(removeCommand()),
    )
    .addCommand(configCommand());

const ROLES_TEXT =
  '\nRoles:\n' +
  '  submitter  sends the commands of people, and does what a reader does\n' +
  '  reader     reads and follows facts\n' +
  '  executor   takes work of its lanes and records what came of it\n';

const credentialsOption = [
  '--credentials <file>',
  'also write a context of the nats command line tool to this file (0600)',
] as const;

const addCommand = (): Command =>
  new Command('add')
    .description('make a user; prints the URL that it connects with')
    .argument('<name>', 'its name, and the name of its durable and inboxes')
    .requiredOption('--role <role>', GRANTED_ROLES.join(', '), oneOf('role', GRANTED_ROLES))
    .option(
      '--lane <lane>',
      `of an executor: ${LANES.join(', ')}; may be repeated (default: all)`,
      addLane,
      [] as Lane[],
    )
    .option(...credentialsOption)
    .addOption(jsonOption())
    .addHelpText('after', `${ROLES_TEXT}\nExample:\n  ./codecsmith bus user add ada --role submitter`)
    .action(async (name: string, { role, lane, ...options }: AddOptions) => {
      const { addBusUser } = await import('../operator/bus-users.ts');
      await addBusUser({ name, role, ...(lane.length > 0 && { lanes: lane }) }, options);
    });

interface AddOptions extends ShowOptions {
  readonly role: GrantedRole;
  readonly lane: readonly Lane[];
}

const showCommand = (): Command =>
  new Command('show')
    .description('print the URL of a user again')
    .argument('<name>', 'whose; every lab has the users submitter and reader')
    .option(...credentialsOption)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith bus user show submitter')
    .action(async (name: string, options: ShowOptions) => {
      const { showBusUser } = await import('../operator/bus-users.ts');
      await showBusUser(name, options);
    });

const listCommand = (): Command =>
  new Command('list')
    .description('names, roles, and lanes of executors')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith bus user list')
    .action(async ({ json }: { json?: true }) => {
      const { listBusUsers } = await import('../operator/bus-users.ts');
      await listBusUsers(json);
    });

const removeCommand = (): Command =>
  new Command('remove')
    .description('refuse a user from now on, and end its connections')
    .argument('<name>', 'whose')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith bus user remove ada')
    .action(async (name: string, { json }: { json?: true }) => {
      const { removeBusUser } = await import('../operator/bus-users.ts');
      await removeBusUser(name, json);
    });

const configCommand = (): Command =>
  new Command('config')
    .description('print the users and permissions for the configuration of a nats-server of yours')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nIt holds hashes, no secrets. Include it in the configuration of the server that LAB_NATS_URL names.' +
        '\n\nExample:\n  ./codecsmith bus config > /etc/nats/codecsmith-users.conf',
    )
    .action(async ({ json }: { json?: true }) => {
      const { printBusConfig } = await import('../operator/bus-users.ts');
      await printBusConfig(json);
    });
