import { basename } from 'node:path';
import { CONTAINERS, containerOf, type Container } from '../commands/containers.ts';
import { headerArguments, probeArguments, type UntrustedInput } from '../commands/probe.ts';
import { ClipRefused } from './clip-refused.ts';
import { MediaToolFailed } from './run-errors.ts';
import { runTool, type ToolRun } from './run-tool.ts';
import { ToolLog, type FrameInfo, type Rational } from './tool-log.ts';

/** The one stream of a file that is opened: its first picture, and what the container says of it. */
export interface VideoStream extends FrameInfo {
  /** ffmpeg's names. */
  readonly demuxer: string;
  readonly codec: string;
  /** What the file states; undefined where ffmpeg would only assume one. */
  readonly fps: Rational | undefined;
  /** Of the container, sound included. */
  readonly durationSeconds: number | undefined;
  readonly bitrateKbps: number | null;
  /** Degrees by which the container turns the pictures; they are turned already. */
  readonly rotation: number;
  /** The container holds alpha that the decoder leaves out. */
  readonly hiddenAlpha: boolean;
  readonly videoStreams: number;
  /** Its place in the file. */
  readonly index: number;
}

/** Where a file is opened. */
export interface OpenedFile {
  readonly input: UntrustedInput;
  /** Name for messages. */
  readonly name: string;
  /** The command line that opens it; `frames` are all that is piped in of a file that is read here. */
  readonly hold: (args: readonly string[], frames?: number) => Omit<ToolRun, 'timeoutMs' | 'onStderr'>;
}

/**
 * Reads what a video file is, from its content; its name plays no part. The first video stream that is no cover picture
 * is opened; sound, subtitles, data and attachments are not.
 *
 * @throws ClipRefused when there is no such stream, or it cannot be decoded
 */
export async function probeFile(file: OpenedFile): Promise<VideoStream> {
  const log = await toolLog(file, probeArguments(file.input));
  const { first, codec, demuxer } = log;
  if (first === undefined || codec === undefined || demuxer === undefined) throw refusedFile('it holds no picture');
  return {
    ...{ ...first, codec, demuxer: file.input.raw === undefined ? demuxer : 'rawvideo' },
    ...{ fps: await statedRate(file, containerOf(demuxer), log.rate) },
    ...describe(log.input),
  };
}

/** Runs ffmpeg for what it says. */
async function toolLog(file: OpenedFile, args: readonly string[]): Promise<ToolLog> {
  const log = new ToolLog();
  await runTool({ ...file.hold(args, 1), timeoutMs: 60_000, onStderr: log.add }).catch((error: unknown) => {
    if (!(error instanceof MediaToolFailed)) throw error;
    const refused = log.decoder !== undefined && log.refused.has(log.decoder);
    const errors = refused ? `${log.decoder} is no decoder of pictures that is pure software` : log.errors;
    const reason = errors.replaceAll(file.input.path, basename(file.name));
    throw /matches no streams/.test(reason)
      ? new ClipRefused('no_video', `file ${file.name} has no video stream`)
      : refusedFile(reason === '' ? error.message : reason);
  });
  return log;
}

function refusedFile(reason: string): ClipRefused {
  const names = CONTAINERS.flatMap((container) => container.names).join(', ');
  return new ClipRefused(
    'unreadable',
    `file is no video that can be read (${reason}); allowed are ${names}, folders of numbered pictures, and bare planes with their size`,
  );
}

/** ffmpeg says 25 where nothing states a rate: such a rate is left out. */
async function statedRate(
  file: OpenedFile,
  container: Container | undefined,
  rate: Rational | undefined,
): Promise<Rational | undefined> {
  if (file.input.raw !== undefined || file.input.sequence !== undefined) return rate;
  if (container?.rate === 'none') return undefined;
  if (container?.rate !== 'in the stream') return rate;
  let headers = '';
  await runTool({
    ...file.hold(headerArguments(file.input)),
    timeoutMs: 60_000,
    onStderr: (text) => (headers += text),
  });
  return /timing_info_present_flag +1 = 1/.test(headers) ? rate : undefined;
}

/** What the lines that ffmpeg writes about its input say of the stream that is opened. */
function describe(lines: readonly string[]) {
  const text = lines.join('\n');
  const [, hours, minutes, seconds] = /^ +Duration: (\d+):(\d+):([\d.]+)/m.exec(text) ?? [];
  const pictures = text.split(/^(?= +Stream #0:)/m).filter((part) => /^ +Stream #0:.*: Video: /.test(part));
  const films = pictures.filter((part) => !/\((attached pic|still image|timed thumbnails)\)/.test(part));
  const [wanted = ''] = films;
  const ofStream = /, (\d+) kb\/s/.exec(wanted.split('\n', 1)[0] ?? '')?.[1];
  const ofFile = /bitrate: (\d+) kb\/s/.exec(text)?.[1];
  return {
    durationSeconds: hours === undefined ? undefined : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds),
    bitrateKbps: leastOf(ofStream, ofFile),
    rotation: Number(/displaymatrix: rotation of (-?[\d.]+) degrees/.exec(wanted)?.[1] ?? 0),
    index: Number(/Stream #0:(\d+)/.exec(wanted)?.[1] ?? 0),
    hiddenAlpha: /^ +alpha_mode +: 1$/m.test(wanted),
    videoStreams: Math.max(1, films.length),
  };
}

/** Streams may state a bound rather than their rate; none has more than its file. */
function leastOf(...texts: readonly (string | undefined)[]): number | null {
  const known = texts.filter((each) => each !== undefined).map(Number);
  return known.length === 0 ? null : Math.min(...known);
}
