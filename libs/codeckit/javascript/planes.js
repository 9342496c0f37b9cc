/** Shapes of Y, U, V for a clip of this width and height: three `{ rows, columns }`; odd sizes are rounded up, as the harness pads them. */
export function i420Shapes(width, height) {
  const [w, h] = [width + (width & 1), height + (height & 1)];
  return [
    { rows: h, columns: w },
    { rows: h / 2, columns: w / 2 },
    { rows: h / 2, columns: w / 2 },
  ];
}

/** i420 bytes to [Y, U, V], Uint8Array views cut by flat offsets. */
export function splitI420(data, width, height) {
  let at = 0;
  return i420Shapes(width, height).map(({ rows, columns }) => data.subarray(at, (at += rows * columns)));
}

/** [Y, U, V] (values 0..255) to i420 bytes. */
export function joinI420(planes) {
  const out = new Uint8Array(planes.reduce((sum, plane) => sum + plane.length, 0));
  let at = 0;
  for (const plane of planes) {
    out.set(plane, at);
    at += plane.length;
  }
  return out;
}

/** Plane (rows x columns) extended to multiples of `multiple` by repeating its last row and column: { data, rows, columns }. */
export function padTo(plane, rows, columns, multiple) {
  const [h, w] = [rows, columns].map((n) => Math.ceil(n / multiple) * multiple);
  const data = new Int32Array(h * w);
  for (let y = 0; y < h; y += 1) {
    for (let x = 0; x < w; x += 1) data[y * w + x] = plane[Math.min(y, rows - 1) * columns + Math.min(x, columns - 1)];
  }
  return { data, rows: h, columns: w };
}
