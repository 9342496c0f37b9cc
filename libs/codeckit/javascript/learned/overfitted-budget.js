/** How long to train: by iterations, never by the clock. */
/** Seconds that an iteration takes for a megapixel, on the slow side of what machines of a lab need. */
const ITERATION = 0.2;
/** Share of the limit that training may use: the rest is for slower machines, and for what is not training. */
const SHARE = 0.65;
/** No picture gains much from more. */
const MOST = 5000;
/** Small pictures need fewer: this many a sample. */
const MOST_PER_SAMPLE = 0.05;

/**
 * Iterations that a clip's limit of processor time allows a group of `pictures`: a number that depends on shapes alone, so that
 * the same clip gives the same bytes on every machine. limit: { seconds, perMegapixel } of all pictures of the clip.
 */
export function overfittedIterations(config, pictures, limit) {
  const { width, height, frame_count: count } = config;
  const megapixels = (width * height) / 1e6;
  const seconds = (SHARE * pictures * (limit.seconds + limit.perMegapixel * megapixels * count)) / count;
  const most = pictures * Math.min(MOST, MOST_PER_SAMPLE * width * height);
  return 1 + Math.floor(Math.min(most, seconds / (ITERATION * megapixels)));
}
