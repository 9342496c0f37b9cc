import {
  firstReference,
  limitVector,
  packReferences,
  packVector,
  scaleVector,
  secondReference,
} from './motion-vectors.js';

/** Candidates to take a motion from, and predictors of a vector. */
export const CANDIDATES = 6;
export const PREDICTORS = 2;
/** Candidates of the neighbours beside and above leave room for one of another picture. */
const SPATIAL = 5;
const LARGEST_PAIR = 2;

/**
 * The motions that a block is likely to have: those of its neighbours, of the same place in another picture, and pairs of
 * these. A motion is { first, second, references } (packed, see motion-vectors). Call `start` for each picture.
 */
export class MotionCandidates {
  /** ReferencePictures of the picture in hand, and how many pictures lie between it and each; negative for later ones. */
  references = [];
  distances = [];
  /** Motion of a reference picture: what MotionMaps.snapshot returned there, or null. */
  earlier = null;
  #maps;
  #motion;
  #columns;
  #rows;

  /** maps, motion: BlockMaps and MotionMaps of the picture; columns, rows: of its luma plane. */
  constructor(maps, motion, columns, rows) {
    this.#maps = maps;
    this.#motion = motion;
    this.#columns = columns;
    this.#rows = rows;
  }

  /** time: of the picture in hand; references: in the order of their numbers. */
  start(time, references) {
    this.references = references;
    this.distances = references.map((reference) => time - reference.time);
    this.earlier = references.find(({ motion }) => motion !== null)?.motion ?? null;
  }

  /** CANDIDATES motions to merge with, the likeliest first. Each is { first, second, references }. */
  candidates(x, y, log2) {
    const motion = this.#motion;
    const found = [];
    const add = (first, second, references) => {
      if (found.length === CANDIDATES) return;
      const one = this.#limited(first, second, references, x, y, log2);
      if (!found.some((other) => isSame(one, other))) found.push(one);
    };
    for (const unit of this.#neighbours(x, y, log2)) {
      if (found.length < SPATIAL) add(motion.first[unit], motion.second[unit], motion.references[unit]);
    }
    const vector = this.#earlierVector(x, y, log2, 0);
    if (vector !== null) add(vector, 0, packReferences(0, -1));
    const single = found.length;
    for (let i = 0; i < single; i += 1) {
      for (let j = 0; j < single && i + j <= LARGEST_PAIR; j += 1) {
        const [a, b] = [found[i], found[j]];
        const [ours, theirs] = [firstReference(a.references), firstReference(b.references)];
        if (i === j || (ours === theirs && a.first === b.first)) continue;
        add(a.first, b.first, packReferences(ours, theirs));
      }
    }
    for (let r = 0; r < this.references.length; r += 1) add(0, 0, packReferences(r, -1));
    while (found.length < CANDIDATES) found.push({ first: 0, second: 0, references: packReferences(0, -1) });
    return found;
  }

  /** PREDICTORS vectors that a vector into reference `r` may be coded against, the likeliest first. */
  predictors(x, y, log2, r) {
    const { references, first, second } = this.#motion;
    const found = [];
    const add = (vector) => {
      const limited = limitVector(vector, x, y, 1 << log2, this.#columns, this.#rows);
      if (found.length < PREDICTORS && !found.includes(limited)) found.push(limited);
    };
    const units = this.#neighbours(x, y, log2);
    const others = [];
    for (const unit of units) {
      if (firstReference(references[unit]) === r) add(first[unit]);
      else if (secondReference(references[unit]) === r) add(second[unit]);
      else others.push(unit);
    }
    for (const unit of others)
      add(scaleVector(first[unit], this.distances[firstReference(references[unit])], this.distances[r]));
    const vector = this.#earlierVector(x, y, log2, r);
    if (vector !== null) add(vector);
    add(0);
    while (found.length < PREDICTORS) found.push(packVector(4, 0));
    return found;
  }

  /** Whether the same place of the other picture was skipped: 0, 1, or 2 where there is none. */
  earlierSkipped(x, y, log2) {
    return this.earlier === null ? 2 : this.earlier.skipped[this.#middle(x, y, log2)];
  }

  #limited(first, second, references, x, y, log2) {
    const limit = (vector) => limitVector(vector, x, y, 1 << log2, this.#columns, this.#rows);
    return { first: limit(first), second: secondReference(references) < 0 ? 0 : limit(second), references };
  }

  /** Units beside, above and at the corners whose motion is known. */
  #neighbours(x, y, log2) {
    const { across, down, done } = this.#maps;
    const { inter } = this.#motion;
    const [left, top, side] = [x >> 2, y >> 2, 1 << (log2 - 2)];
    const places = [
      [left - 1, top + side - 1],
      [left + side - 1, top - 1],
      [left + side, top - 1],
      [left - 1, top + side],
      [left - 1, top - 1],
    ];
    const units = [];
    for (const [column, row] of places) {
      if (column < 0 || row < 0 || column >= across || row >= down) continue;
      const unit = row * across + column;
      if (done[unit] === 1 && inter[unit] === 1) units.push(unit);
    }
    return units;
  }

  /** Vector into reference r of the same place in another picture, or null: of its lower right neighbour, or its middle. */
  #earlierVector(x, y, log2, r) {
    if (this.earlier === null) return null;
    const { inter, first, distance } = this.earlier;
    const { across, down } = this.#maps;
    const [column, row] = [(x + (1 << log2)) >> 2, (y + (1 << log2)) >> 2];
    const corner = column < across && row < down ? row * across + column : -1;
    const unit = corner >= 0 && inter[corner] === 1 ? corner : this.#middle(x, y, log2);
    return inter[unit] === 1 ? scaleVector(first[unit], distance[unit], this.distances[r]) : null;
  }

  #middle(x, y, log2) {
    const { across, down } = this.#maps;
    const half = 1 << (log2 - 1);
    return Math.min(down - 1, (y + half) >> 2) * across + Math.min(across - 1, (x + half) >> 2);
  }
}

const isSame = (a, b) => a.first === b.first && a.second === b.second && a.references === b.references;
