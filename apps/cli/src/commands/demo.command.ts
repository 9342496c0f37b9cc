import { LabClient } from '@codecsmith/client';
import { Command } from 'commander';
import { demoCandidates } from '../demo/candidates.ts';
import { endings, measuredClips, rateDistortionTable } from '../demo/demo-report.ts';
import { runDemo, type DemoResult } from '../demo/run-demo.ts';
import { CommandError, EXIT } from '../exit-code.ts';
import { resolveClips } from '../experiments/clips.ts';
import { labPaths, type RunningLab } from '../lab/running-lab.ts';
import { startLab, stopLab } from '../lab/start-lab.ts';
import { printJson, printLine, printNote } from '../output/print.ts';
import { createProgress } from '../output/progress.ts';
import { clipOption, jsonOption, parseQualities, whole } from './options.ts';

/** The smallest built-in clip: odd sides, a cut, two kinds of motion. */
const QUICK_CLIP = 'harbour';
/** A first look should work on a slow machine too. */
const LIMITS = { wallMs: 180_000, cpuMs: 180_000 };

interface DemoOptions {
  readonly clip: readonly string[];
  readonly quality: number[];
  readonly generated: number;
  readonly full?: true;
  readonly json?: true;
}

export const demoCommand = (): Command =>
  new Command('demo')
    .description('start a lab, run example and generated codecs in jails, and show what was measured')
    .addOption(clipOption('the smallest built-in clip'))
    .option('--quality <levels>', '1 (worst) to 100 (best), separated by commas', parseQualities, [20, 40, 60, 80])
    .option('--generated <number>', 'candidates that the template generator draws', whole(0, 100), 3)
    .option('--full', 'print the table of every clip')
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
    const results = await runOn(lab, options, interrupt.signal);
    if (options.json) printJson(results.map(({ candidate, document }) => ({ name: candidate.name, ...document })));
    else report(results, lab, options.full === true);
    const examples = results.filter(({ candidate }) => candidate.isExample);
    const allWell = examples.every(({ document }) => document.outcome === 'completed');
    process.exitCode = allWell ? EXIT.ok : EXIT.failed;
  } catch (error) {
    if (interrupt.signal.aborted && !reused) {
      printNote('stopping what this command started; run it again to go on where it was');
      await stopLab();
    }
    throw error;
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt);
  }
}

async function runOn(lab: RunningLab, options: DemoOptions, signal: AbortSignal): Promise<DemoResult[]> {
  const address = { baseUrl: lab.apiUrl, token: lab.token };
  const client = new LabClient(address);
  const clips = await resolveClips(client, address, options.clip.length === 0 ? [QUICK_CLIP] : options.clip);
  const where = { clips, qualities: options.quality, limits: LIMITS };
  const candidates = await demoCandidates(client, options.generated, where);
  printNote(`${candidates.length} candidates, ${clips.length} clips, quality ${options.quality.join(', ')}`);
  const results = await runDemo(client, candidates, createProgress(), signal);
  const reused = results.filter((result) => result.reused).length;
  if (reused > 0) printNote(`${reused} of ${results.length} experiments had been done before and were reused`);
  return results;
}

function report(results: readonly DemoResult[], lab: RunningLab, full: boolean): void {
  endings(results).forEach((line) => printLine(line));
  const clips = [...measuredClips(results)];
  for (const [digest, name] of full ? clips : clips.slice(0, 1)) {
    printLine(`\nclip ${name}\n\n${rateDistortionTable(results, digest)}`);
  }
  if (!full && clips.length > 1) printLine(`\nthe other ${clips.length - 1} clips: ./codecsmith demo --full`);
  const { home, logs } = labPaths();
  const id = results[0]?.document.experimentId ?? 'ID';
  printLine(`
one candidate  ./codecsmith experiment show ${id}
its history    ./codecsmith history ${id}
your own       ./codecsmith submit FILE --clip VIDEO --wait
the api        ${lab.apiUrl}/api/docs
everything     ${home} (logs in ${logs})
to stop        ./codecsmith down`);
}
