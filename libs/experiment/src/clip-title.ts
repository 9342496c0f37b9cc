const EXCERPT = /^first-(\d+)-of-([0-9a-f]{20})$/;
const SEALED = /^sealed-[0-9a-f]+$/;
const VARIANT = /^(.+)-variant-[0-9a-f]{8}$/;

interface Known {
  readonly name: string;
  readonly digest: string;
  readonly frames: number;
  readonly variantOf?: string | undefined;
}

/** Whether a clip is the beginning of another, cut by a campaign for a cheap rung. */
export const isExcerpt = (name: string): boolean => EXCERPT.test(name);

/**
 * What people call a clip: an excerpt is called by the clip and the cut, an altered variant by the clip that it was made
 * from.
 *
 * @param clips those that the lab knows
 */
export function clipTitle(name: string, clips: readonly Known[]): string {
  const [, frames, digest] = EXCERPT.exec(name) ?? [];
  if (digest !== undefined) {
    const whole = clips.find((clip) => clip.digest.startsWith(digest) && !EXCERPT.test(clip.name));
    const from = whole === undefined ? `clip ${digest.slice(0, 8)}` : clipTitle(whole.name, clips);
    return `${from}, first ${frames === '1' ? 'frame' : `${frames} frames`}`;
  }
  if (SEALED.test(name)) {
    const sealed = clips.find((clip) => clip.name === name);
    const whole = clips.find((clip) => clip.digest === sealed?.variantOf && clip.name !== name);
    if (sealed === undefined || whole === undefined) return name;
    return `${clipTitle(whole.name, clips)}, ${sealed.frames} frames, altered and sealed`;
  }
  const [, source] = VARIANT.exec(name) ?? [];
  if (source !== undefined) return `${clipTitle(source, clips)}, altered`;
  return name;
}
