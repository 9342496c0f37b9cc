class Runs {
  #pairs = [];
  static MAX = 255;
  get bytes() {
    return Uint8Array.from(this.#pairs.flat());
  }
  push(value, count) {
    for (let left = count; left > 0; left -= Runs.MAX) this.#pairs.push([Math.min(left, Runs.MAX), value]);
  }
  static of(data) {
    const runs = new Runs();
    for (const [value, count] of grouped(data)) runs.push(value, count);
    return runs;
  }
}

function* grouped(data) {
  let start = 0;
  for (let index = 1; index <= data.length; index += 1) {
    if (data[index] !== data[start]) {
      yield [data[start], index - start];
      start = index;
    }
  }
}

export const compressVideoFrame = ({ data }, frameIndex, config) => Runs.of(data).bytes;

export function decompressVideoFrame(data, frameIndex, { width, height }) {
  const out = new Uint8Array(width * height * 3);
  let at = 0;
  scan: for (let index = 0; ; index += 2) {
    const count = data?.[index] ?? null;
    if (count === null) break scan;
    out.fill(data[index + 1], at, (at += count));
  }
  return out;
}
