import { LabClient } from '@codecsmith/client';
import { FILM_PACKAGE, filmFile } from '@codecsmith/media';
import { Command } from 'commander';
import { anchorTable, ending, measuredClips, rateDistortionTable, writeDemoReport } from '../demo/demo-report.ts';
import { examples } from '../demo/examples.ts';
import { runExamples, type ExampleResult } from '../demo/run-examples.ts';
import { search, type Search } from '../demo/search.ts';
import { CommandError, EXIT } from '../exit-code.ts';
import { resolveClips } from '../experiments/clips.ts';
import { DEMO_SCENE } from '../experiments/fetch-clips.ts';
import { labPaths, type RunningLab } from '../lab/running-lab.ts';
import { startLab, stopLab } from '../lab/start-lab.ts';
import { printJson, printLine, printNote } from '../output/print.ts';
import { createProgress } from '../output/progress.ts';
import { standingLines } from './campaign-text.ts';
import { clipOption, jsonOption, parseQualities, whole } from './options.ts';

/** Where the film is not here, the smallest built-in clip: odd sides, a cut, two kinds of motion. */
const SYNTHETIC_CLIP = 'harbour';

/** What is measured where nobody names a clip. */
function quickClip(): string {
  if (filmFile() !== undefined) return DEMO_SCENE;
  printNote(
    `the optional package ${FILM_PACKAGE} is not here: the clip ${SYNTHETIC_CLIP}, which the lab draws, is taken`,
  );
  return SYNTHETIC_CLIP;
}

/** A first look should work on a slow machine too. */
const LIMITS = { wallMs: 180_000, cpuMs: 180_000 };

interface DemoOptions {
  readonly clip: readonly string[];
  readonly quality: number[];
  readonly evaluations: number;
  readonly full?: true;
  readonly json?: true;
}

export const demoCommand = (): Command =>
  new Command('demo')
    .description('start a lab, measure the example codecs, search for a better one, and show what was found')
    .addOption(clipOption('eight frames of a film, or the smallest built-in clip where that is not installed'))
    .option('--quality <levels>', '1 (worst) to 100 (best), separated by commas', parseQualities, [20, 40, 60, 80])
    .option('--evaluations <number>', 'candidates that the search may try', whole(1, 1000), 6)
    .option('--full', 'print the tables of every clip')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith demo')
    .action(demo);

async function demo(options: DemoOptions): Promise<void> {
  const interrupt = new AbortController();
  const onInterrupt = (): void => interrupt.abort(new CommandError(EXIT.failed, 'interrupted'));
  process.once('SIGINT', onInterrupt).once('SIGTERM', onInterrupt);
  printNote('starting the lab: a private Postgres, a private NATS, and all services');
  const { lab, reused } = await startLab(interrupt.signal);
  printNote(reused ? `the lab was running already, at ${lab.apiUrl}` : `the lab runs at ${lab.apiUrl}`);
  try {
    const found = await runOn(lab, options, interrupt.signal);
    if (options.json) printJson(found);
    else await report(found, lab, options.full === true);
    const isWell = found.examples.every(({ document }) => document.outcome === 'completed');
    process.exitCode = isWell && found.champion !== null ? EXIT.ok : EXIT.failed;
  } catch (error) {
    if (interrupt.signal.aborted && !reused) {
      printNote('stopping what this command started; run it again to go on where it was');
      await stopLab();
    }
    throw interrupt.signal.aborted ? interrupt.signal.reason : error;
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt);
  }
}

interface Found extends Search {
  readonly examples: readonly ExampleResult[];
  /** The best that the search found. */
  readonly champion: ExampleResult['document'] | null;
}

async function runOn(lab: RunningLab, options: DemoOptions, signal: AbortSignal): Promise<Found> {
  const address = { baseUrl: lab.apiUrl, token: lab.token };
  const client = new LabClient(address);
  const clips = await resolveClips(client, address, options.clip.length === 0 ? [quickClip()] : options.clip);
  const where = { clips, qualities: options.quality, limits: LIMITS };
  const asked = await examples(client, where);
  printNote(`${asked.length} example codecs on ${clips.join(', ')}, quality ${options.quality.join(', ')}`);
  const measured = await runExamples(client, asked, createProgress(), signal);
  const before = measured.filter((one) => one.reused).length;
  if (before > 0) printNote(`${before} of ${measured.length} had been measured before and were reused`);
  printNote(`a search by the template generator, ${options.evaluations} evaluations`);
  const { campaign, reused } = await search(client, options.evaluations, where, createProgress(), signal);
  if (reused) printNote(`${campaign.id} had ended before and was reused`);
  const best = campaign.champion && (await client.experiment(campaign.champion.experimentId));
  return { examples: measured, campaign, reused, champion: best };
}

async function report({ examples: measured, campaign, champion }: Found, lab: RunningLab, full: boolean) {
  measured.forEach((one) => ending(one, one.reused).forEach((line) => printLine(line)));
  standingLines(campaign, Date.now()).forEach((line) => printLine(line));
  const shown = [...measured, ...(champion === null ? [] : [{ name: 'champion', document: champion }])];
  const clips = [...measuredClips(shown)];
  for (const [digest, name] of full ? clips : clips.slice(0, 1)) {
    printLine(`\nclip ${name}\n\n${rateDistortionTable(shown, digest)}\n\n${anchorTable(shown, digest)}`);
  }
  if (!full && clips.length > 1) printLine(`\nthe other ${clips.length - 1} clips: ./codecsmith demo --full`);
  const client = new LabClient({ baseUrl: lab.apiUrl, token: lab.token });
  whereNext(lab, campaign.champion?.experimentId ?? 'ID', await writeDemoReport(client, campaign.id, shown));
}

function whereNext(lab: RunningLab, id: string, file: string): void {
  const { home, logs, tokenFile } = labPaths();
  printLine(`
report         file://${file}
dashboard      ${lab.apiUrl}/ (the token is in ${tokenFile})
the champion   ./codecsmith experiment show ${id}
its history    ./codecsmith history ${id}
your own       ./codecsmith submit FILE --clip VIDEO --wait
the api        ${lab.apiUrl}/api/docs
everything     ${home} (logs in ${logs})
to stop        ./codecsmith down`);
}
