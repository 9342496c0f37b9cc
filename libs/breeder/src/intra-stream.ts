import type { Values } from './gene-table.ts';
import { lines } from './lines.ts';

/** What encoder and decoder share: state, elements of the stream, reconstruction. All methods of one class. */
export const intraStream = (genes: Values): string =>
  [CONSTRUCTOR, syntax(genes), SNAPSHOTS, run(genes), leaf(genes), CODE_LUMA, codeChroma(genes), helpers(genes)].join(
    '\n\n',
  );

const CONSTRUCTOR = `  constructor(width, height) {
    this.source = new Picture(width, height);
    this.picture = new Picture(width, height);
    const { columns, rows } = this.picture;
    this.maps = new BlockMaps(columns[LUMA], rows[LUMA]);
    this.levels = this.picture.planes.map((plane) => new Int16Array(plane.length));
    this.line = new ReferenceLine(this.picture, this.maps);
    this.buildSyntax(columns, rows);
    this.predictions = [new Int32Array(1024), new Int32Array(1024), new Int32Array(1024)];
    this.residual = new Int32Array(1024);
    this.coefficients = new Float64Array(1024);
  }`;

const syntax = ({ levels, states, learntFilter }: Values): string =>
  lines(
    states === 'trained'
      ? '  /** Declares what the stream consists of: in the order that the trained states have. */'
      : '  /** Declares what the stream consists of. */',
    `  buildSyntax(columns, rows) {
    const { maps } = this;
    this.models = new MixedModels();
    this.levelModels = new LevelModels(this.models, maps, this.levels, columns);
    this.modeSyntax = new ModeSyntax(this.models, maps);
    this.kindSyntax = new KindSyntax(this.models);
    this.chromaSyntax = new ChoiceSyntax(this.models, CHROMA_MODES.length, [3, 49]);
    this.tree = new Quadtree(this.models, maps, this.snapshots(), columns[LUMA], rows[LUMA], this);`,
    (states === 'trained' || learntFilter === true) &&
      '    this.filter = new AdaptiveFilter(this.models, this.picture, maps);',
    levels === 'by cost' && '    this.chooser = new LevelChooser(this.models, this.levelModels);',
    '  }',
  );

const SNAPSHOTS = `  /** What the search of a block changes, and takes back when another split is cheaper. */
  snapshots() {
    const { picture, levels, maps } = this;
    const shifts = [0, 1, 1];
    const ofPlanes = (planes) =>
      planes.map((samples, plane) => ({ samples, columns: picture.columns[plane], shift: shifts[plane] }));
    const ofMaps = maps.tried().map((samples) => ({ samples, columns: maps.across, shift: 2 }));
    return new Snapshots([...ofPlanes(picture.planes), ...ofPlanes(levels), ...ofMaps]);
  }`;

const run = ({ states, deblocking, learntFilter }: Values): string =>
  lines(
    `  /** Writes or reads one picture. */
  run(coder, quality) {
    this.steps = stepsOf(quality);
    this.maps.clear();`,
    states === 'trained' ? '    this.models.start(INTRA_STATES);' : '    this.models.start();',
    `    const side = 1 << LOG2_LARGEST;
    for (let y = 0; y < this.picture.rows[LUMA]; y += side) {
      for (let x = 0; x < this.picture.columns[LUMA]; x += side) {
        if (!coder.decoding) this.tree.search(x, y, LOG2_LARGEST, this.steps.lambda);
        this.tree.code(coder, x, y, LOG2_LARGEST);
      }
    }`,
    deblocking === true && '    deblock(this.picture, this.maps, deblockingSteps(this.steps));',
    learntFilter === true &&
      '    this.filter.run(coder, { ...this.steps, lambda: this.steps.lambda * FILTER_PRICE }, this.source);',
    '  }',
  );

const leaf = ({ quarters }: Values): string =>
  quarters === true
    ? `  // --- the stream of one block: the leaf of the quadtree ---

  code(coder, x, y, log2, quartered) {
    if (quartered) this.forQuarters(x, y, (qx, qy) => this.codeLuma(coder, qx, qy, LOG2_QUARTER));
    else this.codeLuma(coder, x, y, log2);
    this.codeChroma(coder, x, y, log2);
  }

  forQuarters(x, y, visit) {
    const side = 1 << LOG2_QUARTER;
    for (let k = 0; k < 4; k += 1) visit(x + (k & 1) * side, y + (k >> 1) * side);
  }`
    : `  // --- the stream of one block: the leaf of the quadtree ---

  code(coder, x, y, log2) {
    this.codeLuma(coder, x, y, log2);
    this.codeChroma(coder, x, y, log2);
  }`;

const CODE_LUMA = `  codeLuma(coder, x, y, log2) {
    const { maps, modeSyntax } = this;
    const unit = maps.unitAt(x, y);
    modeSyntax.around(unit);
    const mode = modeSyntax.code(coder, log2, maps.mode[unit]);
    const count = this.levelModels.code(coder, LUMA, x, y, log2, unit, mode);
    const kinds = count > 0 ? this.kindSyntax.code(coder, log2, mode, maps.kinds[unit]) : 0;
    if (coder.decoding) {
      this.line.gather(LUMA, x, y, log2);
      predictBlock(this.line, LUMA, log2, mode, this.predictions[LUMA]);
      this.rememberLuma(unit, log2, mode, kinds);
      this.reconstruct(LUMA, x, y, log2, count, kinds);
      maps.fill(maps.done, unit, log2, 1);
    }
    maps.setCoded(unit, log2, LUMA, count > 0 ? 1 : 0);
  }`;

const codeChroma = ({ fromLuma }: Values): string => `  codeChroma(coder, x, y, log2) {
    const { maps } = this;
    const unit = maps.unitAt(x, y);
    const mode = maps.mode[unit];
    const { across, chroma } = maps;
    const left = unit % across > 0 ? chroma[unit - 1] : 6;
    const above = unit >= across ? chroma[unit - across] : 6;
    const choice = this.chromaSyntax.code(coder, chroma[unit], log2 - 3, left * 7 + above);
    if (coder.decoding) maps.fill(chroma, unit, log2, choice);
    const modeClass = ${fromLuma === true ? 'choice === FROM_LUMA ? MODE_PAETH : (CHROMA_MODES[choice] ?? mode)' : 'CHROMA_MODES[choice] ?? mode'};
    for (const plane of CHROMA) {
      if (coder.decoding) this.predictChroma(plane, x >> 1, y >> 1, log2 - 1, choice, mode);
      const count = this.levelModels.code(coder, plane, x >> 1, y >> 1, log2 - 1, unit, modeClass);
      maps.setCoded(unit, log2, plane, count > 0 ? 1 : 0);
      if (coder.decoding) this.reconstruct(plane, x >> 1, y >> 1, log2 - 1, count, 0);
    }
  }`;

const helpers = ({ fromLuma }: Values): string =>
  lines(
    `  rememberLuma(unit, log2, mode, kinds) {
    const { maps } = this;
    maps.fill(maps.mode, unit, log2, mode);
    maps.fill(maps.size, unit, log2, log2);
    maps.fill(maps.kinds, unit, log2, kinds);
  }

  predictChroma(plane, x, y, log2, choice, lumaMode) {
    const out = this.predictions[plane];
    this.line.gather(plane, x, y, log2);`,
    fromLuma === true
      ? `    if (choice === FROM_LUMA) predictFromLuma(this.line, this.picture, x, y, log2, out);
    else predictBlock(this.line, plane, log2, CHROMA_MODES[choice] ?? lumaMode, out);`
      : '    predictBlock(this.line, plane, log2, CHROMA_MODES[choice] ?? lumaMode, out);',
    `  }

  reconstruct(plane, x, y, log2, count, kinds) {
    const columns = this.picture.columns[plane];
    const step = plane === LUMA ? this.steps.luma : this.steps.chroma;
    const samples = this.picture.planes[plane];
    const prediction = this.predictions[plane];
    reconstructBlock(samples, y * columns + x, columns, log2, prediction, this.levels[plane], count, kinds, step);
  }`,
  );
