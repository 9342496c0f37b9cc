import { EXPORT_COLUMNS, EXPORT_NAMES } from './columns.ts';

/** What each type is in CSV, Parquet and JSON. */
const TYPES = {
  text: 'text',
  integer: 'whole number',
  number: 'number',
  flag: 'true or false',
  time: 'time',
} as const;

/** The documentation of an export as Markdown: a row for each column. */
export function columnsPage(): string {
  const rows = EXPORT_NAMES.map((name) => {
    const { type, unit, about } = EXPORT_COLUMNS[name];
    return `| \`${name}\` | ${TYPES[type]} | ${unit ?? ''} | ${about} |`;
  });
  return `${HEAD}\n\n| column | type | unit | says |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

const HEAD = `# Columns of an export

Made by \`npm run docs -w @codecsmith/client\` from the table that the exports are written by.

\`\`\`
./codecsmith export --format parquet --out measurements.parquet
./codecsmith export --format csv --where 'campaign = first and tag:paper' --out measurements.csv
\`\`\`

CSV, Parquet and JSON have the same columns in the same order. A row is one run of a candidate, one point of an anchor on a clip of those runs, or an experiment that ended without numbers (with \`--where\` or an id); \`kind\` says which. A value that there is not is empty in CSV and null elsewhere: it is never zero. Numbers have full precision. CSV follows RFC 4180, and a text that a spreadsheet would take for a formula gets a leading apostrophe. Times are UTC: text by ISO 8601 in CSV and JSON, timestamps in Parquet.

JSON is one object: \`rows\` with these columns, and \`experiments\` with the whole documents, clips, anchors and environment, which is all that a script needs to compute the figures again.

\`\`\`python
import pandas
runs = pandas.read_parquet("measurements.parquet").query("kind == 'run'")
best = runs.drop_duplicates("experiment").sort_values("score").groupby("score_key").tail(1)
\`\`\``;
