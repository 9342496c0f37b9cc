import { readFile, rename, writeFile } from 'node:fs/promises';
import { LabClient } from '@codecsmith/client';

const [file = 'statistics.json', mode] = process.argv.slice(2);
const { LAB_API_URL: baseUrl, LAB_API_TOKEN: token } = process.env;
if (!baseUrl || !token) throw new Error('set LAB_API_URL and LAB_API_TOKEN');

/** Facts after which the file is written at the latest; at the end of the log it is written at once. */
const BATCH = 200;

const fresh = { position: 0, outcomes: {}, causes: {}, lowestKbps: {}, endedByHour: {} };

async function load() {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return structuredClone(fresh);
    throw error;
  }
}

/** Statistics and position are replaced together: whoever starts next goes on exactly there. */
async function save(statistics) {
  await writeFile(`${file}.new`, JSON.stringify(statistics, null, 2), { flush: true });
  await rename(`${file}.new`, file);
}

const count = (table, key) => (table[key] = (table[key] ?? 0) + 1);

/** What each kind of fact adds; all others only move the position. */
const takes = {
  ExperimentConcluded(statistics, { data, occurredAt }) {
    count(statistics.outcomes, data.outcome);
    if (data.cause) count(statistics.causes, data.cause.code);
    count(statistics.endedByHour, occurredAt.slice(0, 13));
  },
  CandidateMeasured(statistics, { data }) {
    for (const { clip, quality, kbps } of data.measurements) {
      const place = `${clip.slice(0, 10)} q${quality}`;
      statistics.lowestKbps[place] = Math.min(kbps, statistics.lowestKbps[place] ?? Infinity);
    }
  },
};

const lab = new LabClient({ baseUrl, token });
const statistics = await load();
let unsaved = 0;
let end = (await lab.status()).head;

if (mode !== '--once' || statistics.position < end) {
  for await (const fact of lab.followFacts({ after: statistics.position })) {
    takes[fact.type]?.(statistics, fact);
    statistics.position = fact.position;
    unsaved += 1;
    if (unsaved < BATCH && fact.position < end) continue;
    await save(statistics);
    unsaved = 0;
    console.log(`position ${fact.position}: ${JSON.stringify(statistics.outcomes)}`);
    if (fact.position < end) continue;
    end = (await lab.status()).head;
    if (mode === '--once' && fact.position >= end) break;
  }
}
