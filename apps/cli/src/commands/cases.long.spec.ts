import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { OpenAiProvider, parseReply } from '@codecsmith/llm';
import { ClipRefused, importClip } from '@codecsmith/media';
import { curveBreach, readCurve } from '@codecsmith/quality';
import { describeWithShared } from '@codecsmith/test-servers';
import { renderTable } from '../output/table.ts';

/** One line of a table: what a case must come to, and what it came to. */
interface Row {
  readonly case: string;
  readonly right: string;
  readonly happened: string;
}

const COLUMNS = ['case', 'right answer', 'what happened', ''].map((title) => ({ title }));

/** Prints the table, and fails by the lines that are not right. `right` may end in an ellipsis. */
function expectRight(title: string, rows: readonly Row[]): void {
  const isRight = ({ right, happened }: Row): boolean =>
    right.endsWith('…') ? happened.startsWith(right.slice(0, -1)) : happened === right;
  const lines = rows.map((row) => [row.case, row.right, row.happened.slice(0, 100), isRight(row) ? 'ok' : 'NOT RIGHT']);
  process.stdout.write(`${title}\n${renderTable(COLUMNS, lines)}\n`);
  expect(rows.filter((row) => !isRight(row))).toEqual([]);
  expect(rows.length).toBeGreaterThan(0);
}

const YUV = 'matrix_assumed,range_assumed';
const RATE = { num: 25, den: 1 };
/** Frames and what is said of them, or the code of the refusal, by the name of the file. */
const MEDIA: Readonly<Record<string, string>> = {
  'sound.mp4': `10 frames: ${YUV}`,
  'short.y4m': '4 frames: matrix_assumed',
  'whole.mkv': '10 frames: ',
  'turns.264': 'size_changes: frame 5 is 48x64, the frames before it are 64x48…',
  'gbrp.mkv': '10 frames: rgb_converted',
  'norate.y4m': 'no_frame_rate…',
  'dir.mp4': 'not_a_file…',
  'empty.mp4': 'unreadable…',
  'm_audio.m4a': 'no_video…',
  'm_240m.mp4': '10 frames: ',
  'm_alpha.webm': '10 frames: matrix_assumed,alpha_dropped',
  'm_apng.apng': '10 frames: rgb_converted',
  'm_attach.mkv': `10 frames: ${YUV}`,
  'm_av.mkv': `25 frames: ${YUV}`,
  'm_av.mp4': `25 frames: ${YUV}`,
  'm_av1.webm': '10 frames: matrix_assumed',
  'm_avchd.mts': `10 frames: ${YUV}`,
  'm_bf.avi': `10 frames: ${YUV}`,
  'm_bt709.mp4': '10 frames: ',
  'm_editlist.mp4': `17 frames: ${YUV}`,
  'm_fcc.mp4': '10 frames: ',
  'm_flv.flv': `10 frames: ${YUV}`,
  'm_fps1000.mkv': `10 frames: ${YUV}`,
  'm_frag.mp4': `25 frames: ${YUV}`,
  'm_frag_trunc.mp4': `25 frames: file_cut_off,${YUV}`,
  'm_fullrange.mp4': '10 frames: matrix_assumed',
  'm_gbrp.mkv': '10 frames: rgb_converted',
  'm_gif.gif': '10 frames: rgb_converted,alpha_dropped',
  'm_gray.mkv': '10 frames: no_chroma',
  'm_gray10.mkv': '10 frames: no_chroma',
  'm_hdr10.mp4': '10 frames: transfer_kept',
  'm_hlg_c.mp4': 'unsupported_matrix…',
  'm_interlaced.mkv': `10 frames: ${YUV},interlaced`,
  'm_mjpeg.avi': '10 frames: ',
  'm_mjpeg422.mov': '10 frames: chroma_converted',
  'm_nokey.264': 'unreadable…',
  'm_odd444.mp4': `10 frames: ${YUV},chroma_converted`,
  'm_pal8.gif': '10 frames: rgb_converted,alpha_dropped',
  'm_plain.mp4': `10 frames: ${YUV}`,
  'm_prores.mov': '10 frames: matrix_assumed,chroma_converted',
  'm_prores4444.mov': '10 frames: matrix_assumed,chroma_converted,depth_changed,alpha_dropped',
  'm_ps.mpg': '10 frames: matrix_assumed',
  'm_qtrle.mov': '10 frames: rgb_converted,alpha_dropped',
  'm_raw.264': `10 frames: ${YUV}`,
  'm_raw.265': '10 frames: matrix_assumed',
  'm_raw_bgr.avi': '10 frames: rgb_converted',
  'm_raw_rgb555.avi': '10 frames: rgb_converted',
  'm_raw_yuyv.avi': `10 frames: ${YUV},chroma_converted`,
  'm_rgb48.mkv': '10 frames: rgb_converted,depth_changed',
  'm_rot90.mp4': `10 frames: ${YUV},rotated`,
  'm_rot_old.mp4': `10 frames: ${YUV},rotated`,
  'm_sar.mp4': `10 frames: ${YUV},pixel_aspect`,
  'm_sizechange.264': 'size_changes: frame 10 is 32x32…',
  'm_theora.ogv': `8 frames: ${YUV},rate_averaged`,
  'm_trunc.mkv': 'damaged: file is cut off or damaged after 15 whole frames…',
  'm_trunc.mp4': 'unreadable…',
  'm_ts.ts': '10 frames: matrix_assumed',
  'm_twovideo.mkv': `10 frames: ${YUV},first_stream`,
  'm_vp8.webm': '10 frames: ',
  // Its encoder keeps pictures that do not change for longer.
  'm_webp.webp': '5 frames: rgb_converted,alpha_dropped,rate_averaged',
  'm_wmv.wmv': `10 frames: ${YUV}`,
  'm_x264rgb.mkv': '10 frames: rgb_converted',
  'm_xvid.avi': `10 frames: ${YUV}`,
  'm_ycgco.mp4': 'unsupported_matrix…',
  'page.mp4': 'unreadable…',
  's.jpg': 'no_frame_rate…',
  's.png': 'no_frame_rate…',
  'y_444.y4m': `4 frames: ${YUV},chroma_converted`,
  'y_F0.y4m': 'no_frame_rate…',
  'y_concat.y4m': `4 frames: ${YUV},last_frame_cut_off`,
  'y_ib.y4m': `4 frames: ${YUV},interlaced`,
  'y_im.y4m': `4 frames: ${YUV},interlaced`,
  'y_it.y4m': `4 frames: ${YUV},interlaced`,
  'y_mono.y4m': '4 frames: range_assumed,no_chroma',
  'y_noF.y4m': 'no_frame_rate…',
  'y_odd35x27.y4m': `3 frames: ${YUV}`,
  'y_1x1.y4m': `1 frames: ${YUV}`,
  'y_2x2.y4m': `1 frames: ${YUV}`,
  'y_raw_as.y4m': 'unreadable…',
  'y_trailing_nl.y4m': `4 frames: ${YUV},last_frame_cut_off`,
  'y_unknownC.y4m': `4 frames: ${YUV},chroma_assumed`,
  'y_xcolor_full.y4m': '4 frames: matrix_assumed',
  'y_xcolor_lim.y4m': '4 frames: matrix_assumed',
  'y_zeroframes.y4m': 'unreadable…',
};
/** Every other header of a y4m file that the script writes. */
const OTHER_Y4M = `4 frames: ${YUV}`;
/** What is no case: parts that others are made of, and files of which more than one answer is right. */
const NO_CASE = /^(b\.264|g\.264|note\.txt|seq_.*|m_vfr\.mp4|m_corrupt\.mkv|.*\.raw|.*\.yuv)$/u;

let folder: string;
let store: FileArtifactStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cases-'));
  store = new FileArtifactStore(join(folder, 'store'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const imported = (path: string, more: { readonly fps?: typeof RATE } = {}): Promise<string> =>
  importClip(path, { store, name: 'a-case', maxBytes: 100_000_000, ...more }).then(
    ({ frames, assumptions = [] }) => `${frames} frames: ${assumptions.map(({ code }) => code).join(',')}`,
    (error: unknown) => {
      if (error instanceof ClipRefused) return `${error.code}: ${error.message}`;
      throw error;
    },
  );

describeWithShared('videos from the field', ['cases/media/sound.mp4', 'cases/make-media.sh'], ([sound, script]) => {
  it('are imported with what was assumed, or refused with the reason', async () => {
    const made = join(folder, 'made');
    mkdirSync(made);
    execFileSync('bash', [script, made], { stdio: 'ignore' });
    const paths = [dirname(sound), made]
      .flatMap((place) => readdirSync(place).map((name) => join(place, name)))
      .filter((path) => !NO_CASE.test(basename(path)))
      // An encoder of this machine may refuse to write one.
      .filter((path) => basename(path) === 'empty.mp4' || statSync(path).size > 0);
    const rows: Row[] = [];
    for (const path of paths) {
      const right = MEDIA[basename(path)] ?? (basename(path).startsWith('y') ? OTHER_Y4M : 'an answer');
      rows.push({ case: basename(path), right, happened: await imported(path) });
    }
    const cured = await imported(join(dirname(sound), 'norate.y4m'), { fps: RATE });
    rows.push({ case: 'norate.y4m at 25 fps', right: `4 frames: ${YUV},rate_given`, happened: cured });
    expectRight('Media', rows);
  });
});

describeWithShared('curves from the field', ['cases/bd/test.json'], ([first]) => {
  it('are one curve, whatever form they have; what breaks a rule is named', () => {
    const place = dirname(first);
    const points = 'rate 110: 30, rate 190: 33.5, rate 380: 36.5, rate 760: 39';
    const right: Readonly<Record<string, string>> = {
      'anchor.json': 'rate 100: 30, rate 200: 33.5, rate 400: 36.5, rate 800: 39',
      'compressai.json': 'rate 0.1: 30, rate 0.2: 33.5, rate 0.4: 36.5, rate 0.8: 39',
      'three.json': '3 different points: 4 are needed',
      'flat-top.json': 'point 5 (rate 1600, metric 100) does not rise above point 4 (rate 800, metric 100)',
    };
    const rows = readdirSync(place).map((name) => {
      const read = readCurve(readFileSync(join(place, name), 'utf8')).points;
      const shown = read.map(({ rate, metric }) => `rate ${rate}: ${metric}`).join(', ');
      return { case: name, right: right[name] ?? points, happened: curveBreach(read) ?? shown };
    });
    expectRight('Curves', rows);
  });
});

const CODE = [
  ...['plain', 'or-comments', 'data-comment', 'data-blank', 'ping-after-id', 'retry-only', 'no-space', 'crlf'],
  ...['finish-empty', 'finish-empty-only', 'finish-none', 'finish-caps', 'choices-null', 'delta-null', 'azure-first'],
  ...['no-ct', 'json-not-sse', 'message-not-delta', 'legacy-text', 'content-array', 'reasoning-then-content'],
  ...['two-choices', 'usage-empty', 'usage-null-fields', 'usage-total-only', 'usage-no-completion', 'usage-float'],
  ...['usage-huge', 'no-usage', 'stream-options-400', 'max-tokens-400', 'context-400', 'renamed-limit'],
  ...['loading-503', 'ratelimit-then-ok', 'overloaded-529', 'answer-in-reasoning'],
];
const CAUSES: Readonly<Record<string, string>> = {
  'mid-error': 'broken_stream: the upstream went away',
  'json-error-200': 'rate_limited: too many free requests today; buy credits for more',
  'json-error-string-200': 'server_error: model not loaded',
  'html-502': 'server_error: 502 502 gateway…',
  'html-404': 'bad_request: 404 Error no such path',
  'ollama-404': 'bad_request: 404 model "m" not found, try pulling it first',
  'empty-sse': 'empty_reply: the server closed the connection without an answer',
  'done-only': 'empty_reply: the server ended the answer before it began',
  'null-content-reasoning': 'only_thoughts: only thoughts came, 110 characters, and no answer',
  'finish-max-tokens': 'length_stop: the answer was cut at the output limit',
  'finish-caps-length': 'length_stop: the answer was cut at the output limit',
  'tool-call': 'tool_call: the model called submit_codec instead of answering in words',
  'credits-402': 'quota_exhausted: 402 not enough credits on this account',
  'quota-429': 'quota_exhausted: 429 the quota of this account is used up',
  'cut-socket': 'broken_stream: the connection broke in the middle of the answer…',
};

describeWithShared('model servers from the field', ['cases/llm/odd-server.mjs'], ([path]) => {
  it('give the code, or a cause in their own words', async () => {
    const server = spawn(process.execPath, [path, '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
    try {
      const [line] = (await once(server.stderr, 'data')) as [Buffer];
      const baseUrl = `http://127.0.0.1:${/\d+/u.exec(line.toString())?.[0]}/v1`;
      const { data } = (await (await fetch(`${baseUrl}/models`)).json()) as { data: readonly { id: string }[] };
      expectRight('Model servers', await Promise.all(data.map(({ id }) => asked(baseUrl, id))));
    } finally {
      server.kill();
    }
  });
});

async function asked(baseUrl: string, model: string): Promise<Row> {
  const provider = new OpenAiProvider({
    ...{ baseUrl, apiKey: 'none' },
    limits: { firstTokenMs: 5000, idleMs: 5000, totalMs: 20_000 },
    backoff: { firstMs: 20, longestMs: 1500, attempts: 5 },
  });
  const messages = [{ role: 'user', content: 'Write a codec.' }] as const;
  const answer = await provider.ask({ key: 'case', model, messages, maxOutputTokens: 16_000 });
  const reply = answer.ok ? parseReply(answer.text, { language: 'python', parent: null }) : undefined;
  const happened = !answer.ok
    ? `${answer.cause}: ${answer.message}`
    : reply?.ok === true
      ? 'code'
      : `no code: ${reply?.cause}`;
  const right = CODE.includes(model) ? 'code' : CAUSES[model];
  return { case: model, right: right ?? 'one of the two lists', happened };
}
