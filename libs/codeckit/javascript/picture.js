import { i420Shapes } from './planes.js';

const ALIGNMENT = 8;

/** Planes Y, U, V of one picture (Uint8Array each), sides rounded up to multiples of 8 in luma. */
export class Picture {
  #shapes;

  /** width, height: of the luma as the contract has them. */
  constructor(width, height) {
    this.#shapes = i420Shapes(width, height);
    const [rows, columns] = [height, width].map((n) => Math.ceil(n / ALIGNMENT) * ALIGNMENT);
    /** Samples across, and lines, of each plane. */
    this.columns = [columns, columns / 2, columns / 2];
    this.rows = [rows, rows / 2, rows / 2];
    this.planes = this.columns.map((across, k) => new Uint8Array(across * this.rows[k]));
  }

  /** Takes in i420 bytes; the last column and line are repeated beyond the edge. */
  load(data) {
    let at = 0;
    this.planes.forEach((plane, k) => {
      const { rows, columns } = this.#shapes[k];
      const across = this.columns[k];
      for (let y = 0; y < this.rows[k]; y += 1) {
        const line = at + Math.min(y, rows - 1) * columns;
        plane.set(data.subarray(line, line + columns), y * across);
        plane.fill(data[line + columns - 1], y * across + columns, (y + 1) * across);
      }
      at += rows * columns;
    });
  }

  /** The picture as i420 bytes, without what was added beyond the edge. */
  bytes() {
    const out = new Uint8Array(this.#shapes.reduce((sum, { rows, columns }) => sum + rows * columns, 0));
    let at = 0;
    this.planes.forEach((plane, k) => {
      const { rows, columns } = this.#shapes[k];
      for (let y = 0; y < rows; y += 1, at += columns) {
        out.set(plane.subarray(y * this.columns[k], y * this.columns[k] + columns), at);
      }
    });
    return out;
  }

  /** Rows and columns of a plane that a viewer sees. */
  visible(plane) {
    return this.#shapes[plane];
  }
}
