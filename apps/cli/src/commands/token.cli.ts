import { ROLES, type Role } from '@codecsmith/client';
import { Command } from 'commander';
import { connectLab } from '../lab/connect.ts';
import { printJson, printLine } from '../output/print.ts';
import { renderTable } from '../output/table.ts';
import { jsonOption, oneOf } from './options.ts';

export const tokenCommand = (): Command =>
  new Command('token')
    .description('who may use the api')
    .addCommand(addCommand())
    .addCommand(listCommand())
    .addCommand(removeCommand());

const addCommand = (): Command =>
  new Command('add')
    .description('make a token; it is shown this once')
    .argument('<name>', 'who gets it')
    .option('--role <role>', ROLES.join(', '), oneOf('role', ROLES), 'viewer' as Role)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith token add notebook --role viewer')
    .action(async (name: string, { role, json }: { role: Role; json?: true }) => {
      const issued = await (await connectLab()).issueToken(name, role);
      if (json) printJson(issued);
      else printLine(issued.token);
    });

const listCommand = (): Command =>
  new Command('list')
    .description('names and roles')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith token list')
    .action(async ({ json }: { json?: true }) => {
      const tokens = await (await connectLab()).tokens();
      if (json) printJson({ tokens });
      else
        printLine(
          renderTable(
            [{ title: 'name' }, { title: 'role' }],
            tokens.map(({ name, role }) => [name, role]),
          ),
        );
    });

const removeCommand = (): Command =>
  new Command('remove')
    .description('refuse a token from now on')
    .argument('<name>', 'whose')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith token remove notebook')
    .action(async (name: string, { json }: { json?: true }) => {
      await (await connectLab()).revokeToken(name);
      if (json) printJson({ removed: name });
      else printLine(`the token of ${name} is refused from now on`);
    });
