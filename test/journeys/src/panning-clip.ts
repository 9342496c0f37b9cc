/**
 * A textured picture that moves two samples a frame, as YUV4MPEG2: small, so that a search is quick.
 *
 * @param period of its waves in samples; another one gives another clip
 */
export function panningClip(width: number, height: number, frames: number, period = 9): Buffer {
  const parts: Buffer[] = [Buffer.from(`YUV4MPEG2 W${width} H${height} F25:1 Ip A1:1 C420jpeg\n`)];
  for (let frame = 0; frame < frames; frame += 1) {
    const luma = Array.from({ length: width * height }, (_, at) => {
      const [x, y] = [(at % width) + 2 * frame, Math.floor(at / width)];
      return Math.round(110 + 60 * Math.sin(x / period) * Math.cos(y / 7)) + grain(x, y);
    });
    const chroma = Array.from({ length: (width * height) / 2 }, (_, at) => Math.round(128 + 30 * Math.sin(at / 400)));
    parts.push(Buffer.from('FRAME\n'), Buffer.from(luma), Buffer.from(chroma));
  }
  return Buffer.concat(parts);
}

const grain = (x: number, y: number): number => (Math.imul(x * 73 + y * 179 + x * y, 2654435761) >>> 24) % 24;
