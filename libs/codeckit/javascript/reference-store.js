/** Which decoded pictures are kept, and which of them a picture is predicted from. Encoder and decoder do the same. */
const MOST_REFERENCES = 4;
/** A picture of a deeper layer is coarser: as bad a reference as one so many pictures further away, for each layer. */
const PER_LAYER = 2;
const KEPT_PICTURES = 12;
const KEPT_ANCHORS = 24;
const ANCHORS = 3;

export class ReferenceStore {
  #most;
  #kept = [];

  /** most: reference pictures for each picture, 1 to 4. */
  constructor(most) {
    this.#most = Math.min(most, MOST_REFERENCES);
  }

  /** Keeps a ReferencePicture. */
  add(reference) {
    this.#kept.push(reference);
  }

  /** Forgets all, as an intra picture of a low-delay codec may. */
  clear() {
    this.#kept = [];
  }

  /**
   * References of a picture that is coded in the order of display: the latest, then the latest good ones, then others. Forgets
   * what no later picture will use.
   */
  beforeOnly(time) {
    const kept = this.#kept.toSorted((a, b) => b.time - a.time);
    const chosen = unique([kept[0], ...kept.filter(({ layer }) => layer === 0), ...kept]).slice(0, this.#most);
    this.#kept = kept.filter((one) => time - one.time < 2 || (one.layer === 0 && time - one.time <= KEPT_PICTURES));
    return chosen;
  }

  /**
   * References of a picture of a pyramid: the nearest before and after it, then the next best. layer 0 begins a group: it draws
   * on the last such picture first, and what later groups will not use is forgotten.
   */
  aroundOf(time, layer) {
    const before = this.#kept.filter((one) => one.time < time).toSorted((a, b) => b.time - a.time);
    const after = this.#kept.filter((one) => one.time > time).toSorted((a, b) => a.time - b.time);
    const merit = (one) => Math.abs(one.time - time) + PER_LAYER * one.layer;
    const byMerit = (a, b) => merit(a) - merit(b) || a.time - b.time;
    if (layer > 0) {
      const nearest = [before[0], after[0]].filter((one) => one !== undefined);
      return unique([...nearest, ...this.#kept.toSorted(byMerit)]).slice(0, this.#most);
    }
    const anchors = before.filter((one) => one.layer === 0).slice(0, ANCHORS);
    const others = before.filter((one) => one.time > time - KEPT_ANCHORS).toSorted(byMerit);
    const chosen = unique([anchors[0], ...others]).slice(0, this.#most);
    this.#kept = this.#kept.filter((one) => anchors.includes(one) || chosen.includes(one));
    return chosen;
  }
}

const unique = (list) => [...new Set(list)];
