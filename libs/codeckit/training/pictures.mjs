import { readFileSync, writeFileSync } from 'node:fs';

const LINE_LENGTH = 110;

/** Width, height and the i420 bytes of the first frame of a YUV4MPEG2 file of 8 bits, 4:2:0 and even sides. */
export function readPicture(path) {
  const bytes = readFileSync(path);
  const headEnd = bytes.indexOf('\n');
  const head = bytes.toString('latin1', 0, headEnd);
  const [width, height] = [/ W(\d+)/, / H(\d+)/].map((pattern) => Number(pattern.exec(head)?.[1]));
  if (!head.startsWith('YUV4MPEG2') || !/ C420(jpeg|mpeg2|paldv)?( |$)/.test(head) || width % 2 || height % 2) {
    throw new Error(`${path}: expected YUV4MPEG2 of 8 bits, 4:2:0 and even sides, got ${head}`);
  }
  const start = bytes.indexOf('\n', headEnd + 1) + 1;
  const data = new Uint8Array(bytes.subarray(start, start + (width * height * 3) / 2));
  return { width, height, color: 'i420', data };
}

/** The pictures of several files. Throws when their sizes differ. */
export function readPictures(paths) {
  const pictures = paths.map(readPicture);
  if (pictures.some(({ width, height }) => width !== pictures[0].width || height !== pictures[0].height)) {
    throw new Error('expected pictures of one size, since a codec keeps its models by size');
  }
  return pictures;
}

/** Writes a module of one constant, a text in lines. about: its documentation, with how it was made. */
export function writeTexts(url, name, about, text) {
  const pieces = text.match(new RegExp(`.{1,${LINE_LENGTH}}`, 'gu'));
  const lines = pieces.map((line) => `  '${line.replaceAll("'", "\\'")}',`);
  writeFileSync(url, `/** ${about} */\nexport const ${name} = [\n${lines.join('\n')}\n].join('');\n`);
}
