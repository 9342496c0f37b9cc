import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { LAYERS, makeLibrary, type Layer } from './make-library.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

await new Command('new:library')
  .description('makes libs/<name>, ready for its first source file')
  .argument('<name>', 'in kebab-case; the package is @codecsmith/<name>')
  .addOption(
    new Option('--layer <layer>', 'domain: pure, values in and values out; adapter: everything else')
      .choices(LAYERS)
      .default('adapter'),
  )
  .addHelpText('after', '\nExample:\n  npm run new:library -- bitplanes --layer domain')
  .action(async (name: string, { layer }: { layer: Layer }, command: Command) => {
    const made = await makeLibrary(ROOT, name, layer).catch((error: unknown) =>
      command.error(`error: ${error instanceof Error ? error.message : String(error)}`, { exitCode: 2 }),
    );
    process.stdout.write(`${made.join('\n')}\nNow run: npm install\n`);
  })
  .parseAsync();
