import { BlockMaps, Snapshots } from './block-maps.js';
import { LevelModels } from './levels.js';
import { MixedModels } from './mixing.js';
import { MotionMaps } from './motion-maps.js';
import { LevelChooser } from './optimal-levels.js';
import { Picture } from './picture.js';
import { stepsOfQuality } from './quality-steps.js';
import { ReferenceLine } from './reference-line.js';

const PLANE_SHIFTS = [0, 1, 1];
const UNIT_SHIFT = 2;

/** What encoder and decoder of a block codec hold of the picture in hand; the source is the encoder's alone. */
export class CodingState {
  /** options: see CODEC_OPTIONS. */
  constructor(width, height, options) {
    this.options = options;
    this.source = new Picture(width, height);
    this.picture = new Picture(width, height);
    const { columns, rows, planes } = this.picture;
    this.maps = new BlockMaps(columns[0], rows[0]);
    this.motion = new MotionMaps(this.maps);
    this.levels = planes.map((plane) => new Int16Array(plane.length));
    this.line = new ReferenceLine(this.picture, this.maps);
    this.models = new MixedModels();
    this.levelModels = new LevelModels(this.models, this.maps, this.levels, columns, { inter: true });
    this.chooser = new LevelChooser(this.models, this.levelModels, { rounding: options.rounding });
    this.steps = stepsOfQuality(50);
  }

  /** Begins a picture: nothing is known of it. */
  begin(quality, offset) {
    const { chromaOffset, lambda } = this.options;
    this.steps = stepsOfQuality(quality, { offset, chromaOffset, lambdaFactor: lambda });
    this.maps.clear();
    this.motion.clear();
  }

  /** What a search of a block changes, and takes back when another is cheaper. */
  snapshots() {
    const { picture, levels, maps, motion } = this;
    const ofPlanes = (planes) =>
      planes.map((samples, plane) => ({ samples, columns: picture.columns[plane], shift: PLANE_SHIFTS[plane] }));
    const ofMaps = [...maps.tried(), ...motion.tried()].map((samples) => ({
      samples,
      columns: maps.across,
      shift: UNIT_SHIFT,
    }));
    return new Snapshots([...ofPlanes(picture.planes), ...ofPlanes(levels), ...ofMaps]);
  }
}
