/** Words of a name: `decompressVideoFrame` and `decompress_video_frame` both give three. */
export const words = (name: string): string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/gu, '$1_$2')
    .toLowerCase()
    .split('_')
    .filter((word) => word !== '');

/** Shares a first word, or at least two words: near enough to mention. */
function isClose(wanted: readonly string[], name: string): boolean {
  const have = words(name);
  const common = have.filter((word) => wanted.includes(word)).length;
  return common >= 2 || (common >= 1 && have[0] === wanted[0]);
}

/** `; there is decompress_frame` for advice on a missing name, or nothing. */
export function closeNames(wanted: string, names: readonly string[]): string {
  const near = names.filter((name) => name !== wanted && isClose(words(wanted), name)).slice(0, 3);
  return near.length > 0 ? `; there is ${near.join(', ')}` : '';
}
