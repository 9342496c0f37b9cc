"""Closed-loop intra coding of planes: quarter-tree of block sizes, 31 modes, two transforms, RDOQ.

Several frames are coded at once, stacked in one tall array (frames * H, W), each for itself: the work of a numpy
call is then large against its overhead (8 frames cost about as much as 2 alone).

The encoder searches (`encode_plane`), the decoder repeats the reconstruction only (`decode_plane`), both by wavefront
over macroblocks, with exact integer arithmetic in everything that reaches the reconstruction. Entropy coding is separate:
see coefficients.CoefficientModel and modes.ModeModel, which code the arrays of PlaneBlocks.

Sources: quarter-tree, modes, DST for intra residuals after H.265/H.266; mode pre-selection by the log-magnitude of
transformed residuals (nearer to bits than SATD: 5 points of BD-rate in a trial); chroma from luma after H.266 (CCLM),
here by least squares over the reference samples.
"""
from dataclasses import dataclass

import numpy as np

from . import intra, quant, transforms

CROSS = intra.MODES
"""Mode number of chroma from luma."""
KINDS = ("dct", "dst")


@dataclass
class PlaneBlocks:
    """What crosses from encoder to decoder for one plane of F stacked frames, F * H x W samples (multiples of the macroblock).

    levels int32 (F*H, W): quantised coefficients, each block's at the block's place.
    size int8 (F*H/4, W/4): block size in samples; mode int8, kind int8 (0 DCT, 1 DST): likewise for each 4x4 cell.
    """

    levels: np.ndarray
    size: np.ndarray
    mode: np.ndarray
    kind: np.ndarray

    @staticmethod
    def empty(height, width):
        cells = (height // 4, width // 4)
        return PlaneBlocks(
            np.zeros((height, width), np.int32), np.zeros(cells, np.int8), np.zeros(cells, np.int8), np.zeros(cells, np.int8)
        )


def expand(cells):
    """Cell map (H/4, W/4) to samples (H, W), int64."""
    return np.repeat(np.repeat(cells, 4, 0), 4, 1).astype(np.int64)


def _z_order(macroblock, smallest):
    """Quarter-tree blocks of a macroblock in coding order: (size, y, x) tuples, parents before children."""

    def visit(size, y, x):
        yield size, y, x
        if size > smallest:
            for dy in (0, size // 2):
                for dx in (0, size // 2):
                    yield from visit(size // 2, y + dy, x + dx)

    return list(visit(macroblock, 0, 0))


def _available(macroblock, size, y, x):
    """Samples above the block that are reconstructed before it, S..2S, not counting the plane's edge."""
    if y == 0:
        return 2 * size
    if size == macroblock:
        return 2 * size
    parent = 2 * size
    ry, rx = y % parent, x % parent
    if ry == size:
        return 2 * size if rx == 0 else size
    if rx == 0:
        return 2 * size
    py, px = y - ry, x - rx
    return size + max(0, _available(macroblock, parent, py, px) - parent) if parent < macroblock else 2 * size


class _Plane:
    """Reconstruction state shared by both sides."""

    def __init__(self, frames, height, width, macroblock, sizes, step16, luma=None):
        self.macroblock, self.sizes, self.step16 = macroblock, sorted(sizes, reverse=True), step16
        self.frames, self.height, self.width = frames, height // frames, width
        self.canvas = np.full((height + frames, width + 1), 128, np.int32)
        self.luma = None if luma is None else self._bordered(luma)
        self.order = [b for b in _z_order(macroblock, min(sizes)) if b[0] in sizes]
        self.blocks = PlaneBlocks.empty(height, width)

    def _bordered(self, luma):
        stacked = luma.reshape(self.frames, self.height, self.width)
        return np.pad(stacked, ((0, 0), (1, 0), (1, 0)), mode="edge").reshape(-1, self.width + 1)

    def groups(self):
        """Macroblock origins (y, x) that can be coded side by side, over all frames."""
        m, top = self.macroblock, np.arange(self.frames) * self.height
        for r, c in intra.wavefront(self.height // m, self.width // m):
            yield (top[:, None] + r[None] * m).reshape(-1), np.tile(c * m, self.frames)

    def reconstruction(self):
        """Samples (F*H, W) without the border."""
        return self.canvas.reshape(self.frames, self.height + 1, -1)[:, 1:, 1:].reshape(-1, self.width)

    def at(self, y, x, size):
        """Index of blocks (N, S, S) in a canvas, which has a row more for each frame and a column more."""
        s = np.arange(1, size + 1)
        return (y + y // self.height)[:, None, None] + s[None, :, None], x[:, None, None] + s[None, None, :]

    def references(self, size, y0, x0, dy, dx):
        room = np.minimum(_available(self.macroblock, size, dy, dx), self.width - x0 - dx)
        return intra.gather_references(self.canvas, y0 + dy + y0 // self.height, x0 + dx, size, room)

    def predict(self, size, y, x, refs, modes):
        pred = intra.predictors(size).predict(refs, np.minimum(modes, intra.MODES - 1))
        cross = np.flatnonzero(modes == CROSS)
        if len(cross):
            pred[cross] = self.from_luma(size, y[cross], x[cross], refs[cross])
        return pred

    def from_luma(self, size, y, x, refs):
        """Chroma predicted as slope * luma + offset, fitted to the reference samples of both. Exact."""
        luma = intra.gather_references(self.luma, y + y // self.height, x, size, size)
        keep = np.r_[1 : size + 1, 2 * size + 1 : 3 * size + 1]
        n = 2 * size
        a, b = luma[:, keep].astype(np.int64), refs[:, keep].astype(np.int64)
        sa, sb = a.sum(1), b.sum(1)
        variance = n * (a * a).sum(1) - sa * sa + 4 * n * n
        slope = np.clip(((n * (a * b).sum(1) - sa * sb) * 64) // variance, -128, 128)
        inside = self.luma[self.at(y, x, size)].astype(np.int64)
        offset = 64 * sb - slope * sa
        out = (n * slope[:, None, None] * inside + offset[:, None, None] + 32 * n) // (64 * n)
        return np.clip(out, 0, 255).astype(np.int32)

    def reconstruct(self, size, y, x, pred, levels, kinds):
        residual = self.residual(levels, kinds)
        self.canvas[self.at(y, x, size)] = np.clip(pred + residual, 0, 255)

    def residual(self, levels, kinds):
        residual = np.zeros(levels.shape, np.int32)
        some = levels.any((1, 2))
        for k, kind in enumerate(KINDS):
            at = np.flatnonzero(some & (kinds == k))
            if len(at):
                residual[at] = transforms.inverse(quant.dequantise(levels[at], self.step16), kind)
        return residual


def _cells(y, x, size):
    s = np.arange(size // 4)
    return (y // 4)[:, None, None] + s[None, :, None], (x // 4)[:, None, None] + s[None, None, :]


def _inner(y, x, size):
    s = np.arange(size)
    return y[:, None, None] + s[None, :, None], x[:, None, None] + s[None, None, :]


def decode_plane(blocks, step16, macroblock, sizes, luma=None, frames=1):
    """Reconstruct a plane from its PlaneBlocks. Returns int32 (F*H, W), 0..255.

    frames: how many are stacked in it. step16: quantiser step in 1/16; macroblock: 8, 16 or 32; sizes: block sizes in use; luma: the reconstructed luma
    at this plane's resolution (H, W), for mode CROSS.
    """
    height, width = blocks.levels.shape
    plane = _Plane(frames, height, width, macroblock, sizes, step16, luma)
    for y0, x0 in plane.groups():
        for size, dy, dx in plane.order:
            y, x = y0 + dy, x0 + dx
            mine = np.flatnonzero(blocks.size[y // 4, x // 4] == size)
            if not len(mine):
                continue
            y, x = y[mine], x[mine]
            refs = plane.references(size, y - dy, x - dx, dy, dx)
            pred = plane.predict(size, y, x, refs, blocks.mode[y // 4, x // 4].astype(np.intp))
            plane.reconstruct(size, y, x, pred, blocks.levels[_inner(y, x, size)], blocks.kind[y // 4, x // 4])
    return plane.reconstruction()


@dataclass
class SearchOptions:
    """Encoder choices; none changes the format.

    candidates: modes tried in full after pre-selection. kinds: transforms tried. modes: prediction modes allowed.
    price: squared steps for a bit. expected: {(size, kind): (S, S) typical |level|} or empty for the default.
    """

    candidates: int = 2
    kinds: tuple = (0, 1)
    modes: tuple = tuple(range(intra.MODES))
    price: float = quant.LAMBDA
    expected: dict = None


_PREDICTED = {}


def _predicted_coefficients(size, modes):
    """Matrix from references to the DCT of every mode's prediction, (3S+2, modes * S * S) float32."""
    key = size, modes
    if key not in _PREDICTED:
        matrix = intra.predictors(size).matrix[list(modes)]
        k, p, n = matrix.shape
        pixels = matrix.transpose(2, 0, 1).reshape(n * k, size, size)
        _PREDICTED[key] = np.ascontiguousarray(transforms.forward(pixels).reshape(n, k * size * size))
    return _PREDICTED[key]


def encode_plane(samples, step16, macroblock, sizes, luma=None, frames=1, options=None):
    """Search and code a plane. samples int (F*H, W), H and W multiples of macroblock.

    Returns (PlaneBlocks, reconstruction int32 (F*H, W)). Arguments as in decode_plane.
    """
    return _Encoder(samples, step16, macroblock, sizes, luma, frames, options or SearchOptions()).run()


class _Encoder(_Plane):
    def __init__(self, samples, step16, macroblock, sizes, luma, frames, options):
        super().__init__(frames, *samples.shape, macroblock, sizes, step16, luma)
        self.samples, self.options = samples, options

    def run(self):
        for y, x in self.groups():
            self._search(self.sizes[0], y, x, 0, 0)
        return self.blocks, self.reconstruction()

    def _search(self, size, y0, x0, dy, dx):
        """Best coding of the blocks at (y0+dy, x0+dx), whole or split; leaves it in place, returns its cost (N,)."""
        y, x = y0 + dy, x0 + dx
        whole = self._try_block(size, y0, x0, dy, dx)
        if size == self.sizes[-1]:
            return whole
        half = size // 2
        kept = self._save(y, x, size)
        split = np.full(len(y), 1.5 * self.options.price)
        for oy in (0, half):
            for ox in (0, half):
                split += self._search(half, y0, x0, dy + oy, dx + ox)
        better = np.flatnonzero(whole <= split)
        self._restore(y[better], x[better], size, [k[better] for k in kept])
        return np.minimum(whole, split)

    def _save(self, y, x, size):
        b, cells = self.blocks, _cells(y, x, size)
        return self.canvas[self.at(y, x, size)], b.levels[_inner(y, x, size)], b.size[cells], b.mode[cells], b.kind[cells]

    def _restore(self, y, x, size, kept):
        b, cells = self.blocks, _cells(y, x, size)
        self.canvas[self.at(y, x, size)], b.levels[_inner(y, x, size)] = kept[0], kept[1]
        b.size[cells], b.mode[cells], b.kind[cells] = kept[2:]

    def _try_block(self, size, y0, x0, dy, dx):
        y, x = y0 + dy, x0 + dx
        refs = self.references(size, y0, x0, dy, dx)
        target = self.samples[_inner(y, x, size)]
        bits = self._mode_bits(y, x)
        modes = self._preselect(size, refs, target, bits)
        if self.luma is not None:
            modes = np.concatenate([modes, np.full((len(y), 1), CROSS)], 1)
        best = None
        lane = np.arange(len(y))
        for mode in modes.T:
            pred = self.predict(size, y, x, refs, mode)
            for kind in self.options.kinds:
                levels, cost = self._quantise(size, target - pred, kind)
                cost = cost + self.options.price * (bits[lane, mode] + (0.6 if kind == 0 else 1.4) * (len(self.options.kinds) > 1))
                if best is None:
                    best = [cost, levels, mode.copy(), np.full(len(y), kind), pred]
                    continue
                better = cost < best[0]
                for k, value in enumerate((cost, levels, mode, kind, pred)):
                    shape = (-1,) + (1,) * (best[k].ndim - 1)
                    best[k] = np.where(better.reshape(shape), value, best[k])
        cost, levels, mode, kind, pred = best
        self.reconstruct(size, y, x, pred, levels, kind)
        cells = _cells(y, x, size)
        b = self.blocks
        b.levels[_inner(y, x, size)] = levels
        b.size[cells], b.mode[cells], b.kind[cells] = size, mode[:, None, None], kind[:, None, None]
        return cost

    def _preselect(self, size, refs, target, bits):
        allowed = self.options.modes
        keep = min(self.options.candidates, len(allowed))
        predicted = refs.astype(np.float32) @ _predicted_coefficients(size, allowed)
        error = predicted.reshape(len(refs), len(allowed), -1)
        error -= transforms.forward(target).reshape(len(refs), 1, -1)
        np.abs(error, out=error)
        error *= 1.4 * 16 / self.step16
        error += 1
        cost = np.log2(error, out=error).sum(2) + bits[:, list(allowed)]
        return np.asarray(allowed)[np.argpartition(cost, keep - 1, 1)[:, :keep]]

    def _quantise(self, size, residual, kind):
        expected = (self.options.expected or {}).get((size, kind))
        expected = quant.magnitude_prior(size) if expected is None else expected
        coefficients = transforms.forward(residual, KINDS[kind])
        return quant.rdoq(coefficients, self.step16, expected, self.options.price)

    def _mode_bits(self, y, x):
        """Estimated bits of every mode, (N, MODES + 1), from the modes to the left and above."""
        left = np.where(x > 0, self.blocks.mode[y // 4, np.maximum(x // 4 - 1, 0)], 0)
        above = np.where(y % self.height > 0, self.blocks.mode[np.maximum(y // 4 - 1, 0), x // 4], 0)
        bits = np.full((len(y), CROSS + 1), 6.0)
        lane = np.arange(len(y))
        bits[:, : intra.PLANAR + 1] = 3.5
        bits[:, CROSS] = 2.0
        bits[lane, above] = np.minimum(bits[lane, above], 2.3)
        bits[lane, left] = np.minimum(bits[lane, left], 1.5)
        return bits
