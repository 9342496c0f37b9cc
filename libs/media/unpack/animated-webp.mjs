// Runs in the sandbox of one file: says on stderr, in one line of JSON, what pictures an animated WebP holds, and writes
// them to stdout, whole and in order, as 8-bit RGB or RGBA. sharp composes each picture upon those before it.
import process from 'node:process';
import sharp from 'sharp';

const animation = sharp(process.argv[2], { animated: true, failOn: 'warning' });
const { width, pageHeight, pages, delay, channels } = await animation.metadata();
process.stderr.write(`${JSON.stringify({ width, height: pageHeight, pages, delay, channels })}\n`);
animation.raw().pipe(process.stdout);
