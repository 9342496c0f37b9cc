/** Videos as planes of 8-bit 4:2:0. A .y4m is read and written here; everything else goes through ffmpeg. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';

const SWS_FLAGS = 'lanczos+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact';
const MOST_BYTES = 2 ** 32;

function ffmpeg(args, input) {
  const how = { input, maxBuffer: MOST_BYTES, stdio: ['pipe', 'pipe', 'inherit'] };
  const { error, status, stdout } = spawnSync('ffmpeg', ['-hide_banner', '-v', 'error', ...args], how);
  if (error) throw new Error(`ffmpeg cannot be started (${error.code}): give and take .y4m files of 8-bit 4:2:0`);
  if (status !== 0) throw new Error(`ffmpeg ended with ${status}`);
  return stdout;
}

export function readVideo(path) {
  const isY4m = extname(path) === '.y4m';
  const toY4m = ['-i', path, '-map', '0:V:0', '-pix_fmt', 'yuv420p', '-f', 'yuv4mpegpipe', 'pipe:1'];
  return parseY4m(isY4m ? readFileSync(path) : ffmpeg(toY4m));
}

function parseY4m(bytes) {
  const end = bytes.indexOf(10);
  const tokens = bytes.toString('latin1', 0, end).split(' ');
  if (tokens[0] !== 'YUV4MPEG2') throw new Error('this is no .y4m file');
  const value = (name) =>
    tokens
      .slice(1)
      .find((token) => token.startsWith(name))
      ?.slice(name.length);
  const [width, height] = [Number(value('W')), Number(value('H'))];
  const [num, den] = (value('F') ?? '').split(':').map(Number);
  if (!(num > 0) || !(den > 0)) throw new Error('the .y4m file does not say its frame rate');
  const chroma = value('C') ?? '420';
  if (!/^420(jpeg|mpeg2|paldv)?$/.test(chroma)) throw new Error(`chroma ${chroma}: 8-bit 4:2:0 is allowed`);
  const size = width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2);
  const frames = [];
  for (let at = end + 1; at < bytes.length;) {
    const start = bytes.indexOf(10, at) + 1;
    if (bytes.toString('latin1', at, at + 5) !== 'FRAME' || start + size > bytes.length) break;
    frames.push(bytes.subarray(start, start + size));
    at = start + size;
  }
  if (frames.length === 0) throw new Error('the .y4m file holds no whole frame');
  const range = { LIMITED: 'tv', FULL: 'pc' }[value('XCOLORRANGE=')] ?? null;
  return { width, height, num, den, matrix: null, range, frames };
}

export function writeVideo(path, { width, height, num, den, range }, frames) {
  const tag = range === null ? '' : ` XCOLORRANGE=${range === 'pc' ? 'FULL' : 'LIMITED'}`;
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F${num}:${den} Ip A0:0 C420jpeg${tag}\n`);
  const y4m = Buffer.concat([head, ...frames.flatMap((frame) => [Buffer.from('FRAME\n'), frame])]);
  if (extname(path) === '.y4m') writeFileSync(path, y4m);
  else
    ffmpeg(
      ['-f', 'yuv4mpegpipe', '-i', 'pipe:0', ...(extname(path) === '.mp4' ? ['-crf', '12'] : []), '-y', path],
      y4m,
    );
}

/** Copies a window of a plane; samples beyond its sides repeat the last ones. */
function reshape(plane, [width, height], [toWidth, toHeight], sampleBytes = 1) {
  const out = Buffer.alloc(toWidth * toHeight * sampleBytes);
  for (let row = 0; row < toHeight; row += 1) {
    const from = Math.min(row, height - 1) * width * sampleBytes;
    for (let column = 0; column < toWidth; column += 1) {
      const at = from + Math.min(column, width - 1) * sampleBytes;
      plane.copy(out, (row * toWidth + column) * sampleBytes, at, at + sampleBytes);
    }
  }
  return out;
}

function reshapePlanes(frame, [width, height], [toWidth, toHeight]) {
  const half = (w, h) => [Math.ceil(w / 2), Math.ceil(h / 2)];
  const [luma, chroma] = [width * height, half(width, height)[0] * half(width, height)[1]];
  const part = (start, length, from, to) => reshape(frame.subarray(start, start + length), from, to);
  return Buffer.concat([
    part(0, luma, [width, height], [toWidth, toHeight]),
    part(luma, chroma, half(width, height), half(toWidth, toHeight)),
    part(luma + chroma, chroma, half(width, height), half(toWidth, toHeight)),
  ]);
}

const evenOf = ({ width, height }) => [width + (width % 2), height + (height % 2)];

/** Planes to frames in the codec's colour, or back: as the lab does it, sample for sample. */
export function convert(frames, picture, color, direction) {
  const [size, even] = [[picture.width, picture.height], evenOf(picture)];
  const isOdd = size[0] !== even[0] || size[1] !== even[1];
  const isPacked = color !== 'i420';
  const toCodec = direction === 'to codec';
  let turned = frames;
  if (isOdd && (toCodec || isPacked)) {
    turned = turned.map((frame) => (toCodec ? reshapePlanes(frame, size, even) : reshape(frame, size, even, 3)));
  }
  if (isPacked) turned = convertPacked(turned, picture, even, toCodec ? ['yuv420p', color] : [color, 'yuv420p']);
  if (!isOdd || (toCodec && !isPacked)) return turned;
  return turned.map((frame) => (toCodec ? reshape(frame, even, size, 3) : reshapePlanes(frame, even, size)));
}

function convertPacked(frames, picture, [width, height], [from, to]) {
  const matrix = picture.matrix ?? (picture.height >= 720 ? 'bt709' : 'bt601');
  const range = (format) => (format === 'yuv420p' ? (picture.range ?? 'tv') : 'pc');
  const scale = `scale=in_color_matrix=${matrix}:out_color_matrix=${matrix}:in_range=${range(from)}:out_range=${range(to)}:flags=${SWS_FLAGS}`;
  const out = ffmpeg(
    [
      ...['-threads', '1', '-fflags', '+bitexact', '-flags', '+bitexact'],
      ...[
        '-f',
        'rawvideo',
        '-pixel_format',
        from,
        '-video_size',
        `${width}x${height}`,
        '-framerate',
        '25',
        '-i',
        'pipe:0',
      ],
      ...['-vf', `${scale},format=${to}`, '-fps_mode', 'passthrough', '-f', 'rawvideo', '-pix_fmt', to, 'pipe:1'],
    ],
    Buffer.concat(frames),
  );
  const size = out.length / frames.length;
  return frames.map((_, index) => out.subarray(index * size, (index + 1) * size));
}
