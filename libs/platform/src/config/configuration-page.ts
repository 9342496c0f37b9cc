import type { Setting } from './setting.ts';
import { settings } from './settings.ts';

const INTRODUCTION = `# Configuration

Every program of the lab reads its settings from environment variables named \`LAB_<ROOM>_<NAME>\`, or from a file \`.env\` in its working directory; the environment wins.
A secret may also come from a file: \`<NAME>_FILE\` holds its path (mounted secrets). A value that is not allowed stops the start with the name, the value and what is allowed.
\`./codecsmith up\` fills in whatever its own parts need; on a cluster each service gets the rows it uses.

This page is made from \`libs/platform/src/config/settings.ts\` by \`npm run docs -w @codecsmith/platform\`; a test fails when it is stale.

`;

const HEAD = ['name', 'default', 'allowed', 'unit', 'secret', 'meaning'];

/** The text of `docs/configuration.md`. */
export function configurationPage(): string {
  const rows = Object.entries<Setting<unknown>>(settings).map(([name, setting]) => [
    `\`${name}\``,
    defaultCell(name, setting),
    setting.allowed,
    setting.unit ?? '',
    setting.secret ? 'yes' : '',
    setting.description,
  ]);
  return `${INTRODUCTION}${table([HEAD, ...rows])}\n`;
}

/** Columns padded as the formatter pads them, so that the page passes its check. */
function table(rows: readonly string[][]): string {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[], fill = ' ') =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [
    line(head),
    line(
      HEAD.map(() => ''),
      '-',
    ),
    ...body.map((row) => line(row)),
  ].join('\n');
}

function defaultCell(name: string, setting: Setting<unknown>): string {
  // The one default that differs from machine to machine.
  if (name === 'LAB_HOME') return '`/var/lib/codecsmith/<hash>` as root, else `~/.local/share/codecsmith/<hash>`';
  if (setting.default === undefined) return 'required';
  return setting.default === '' ? 'not set' : `\`${setting.default}\``;
}
