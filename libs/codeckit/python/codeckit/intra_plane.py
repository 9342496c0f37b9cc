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
import functools
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

    def unstacked(self, frames):
        """The same arrays cut into those of each frame, as views: a list of PlaneBlocks."""
        parts = [np.split(cells, frames) for cells in (self.levels, self.size, self.mode, self.kind)]
        return [PlaneBlocks(*part) for part in zip(*parts)]


def expand(cells):
    """Cell map (H/4, W/4) to samples (H, W), int64."""
    return np.repeat(np.repeat(cells, 4, 0), 4, 1).astype(np.int64)


def _quarters(size, y, x, room):
    """Quarters of blocks in the order of coding, (y, x, room): the first, then the two beside it together, then the last.

    room: samples above a block that are reconstructed before it, size..2*size, but for the plane's edge.
    """
    half = size // 2
    all_of, none_of = np.full(len(y), size), np.full(len(y), half)
    yield y, x, all_of
    yield np.append(y, y + half), np.append(x + half, x), np.append(np.minimum(room - half, size), none_of)
    yield y + half, x + half, none_of


class _Plane:
    """Reconstruction state shared by both sides."""

    def __init__(self, frames, height, width, macroblock, sizes, step16, luma=None):
        self.macroblock, self.step16 = macroblock, step16
        self.frames, self.height, self.width = frames, height // frames, width
        self.canvas = np.full((height + frames, width + 1), 128, np.int32)
        self.luma = None if luma is None else self._bordered(luma)
        self.smallest = min(sizes)
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
        """Flat index of blocks (N, S, S) in a canvas, which has a row more for each frame and a column more."""
        pitch = self.width + 1
        return _square(size, pitch) + ((y + y // self.height + 1) * pitch + x + 1)[:, None, None]

    def references(self, size, y, x, room):
        return intra.gather_references(self.canvas, y + y // self.height, x, size, np.minimum(room, self.width - x))

    def predict(self, size, y, x, refs, modes):
        pred = intra.predictors(size).predict(refs, np.minimum(modes, intra.MODES - 1))
        if self.luma is not None:
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
        inside = self.luma.reshape(-1)[self.at(y, x, size)].astype(np.int64)
        offset = 64 * sb - slope * sa
        out = (n * slope[:, None, None] * inside + offset[:, None, None] + 32 * n) // (64 * n)
        return np.clip(out, 0, 255).astype(np.int32)

    def decode(self, blocks, size, y, x, room):
        """Reconstructs blocks from what was sent, whole or by quarters."""
        whole = blocks.size[y // 4, x // 4] == size
        mine, others = np.flatnonzero(whole), np.flatnonzero(~whole)
        if len(mine):
            self._decode_whole(blocks, size, y[mine], x[mine], room[mine])
        if len(others):
            for quarters in _quarters(size, y[others], x[others], room[others]):
                self.decode(blocks, size // 2, *quarters)

    def _decode_whole(self, blocks, size, y, x, room):
        refs = self.references(size, y, x, room)
        pred = self.predict(size, y, x, refs, blocks.mode[y // 4, x // 4].astype(np.intp))
        self.reconstruct(size, y, x, pred, blocks.levels[_inner(y, x, size)], blocks.kind[y // 4, x // 4])

    def reconstruct(self, size, y, x, pred, levels, kinds):
        """Adds the residual to the prediction, and leaves the block in the canvas."""
        for kind in range(len(KINDS)):
            at = np.flatnonzero((kinds == kind) & levels.any((1, 2)))
            if len(at):
                residual = transforms.inverse(quant.dequantise(levels[at], self.step16), KINDS[kind])
                pred[at] = np.minimum(np.maximum(pred[at] + residual, 0), 255)
        self.canvas.reshape(-1)[self.at(y, x, size)] = pred


@functools.cache
def _square(size, pitch):
    """Flat offsets (1, size, size) of a block's samples in an array with rows of `pitch`."""
    return (np.arange(size)[:, None] * pitch + np.arange(size))[None]


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
    for y, x in plane.groups():
        plane.decode(blocks, macroblock, y, x, np.full(len(y), 2 * macroblock))
    return plane.reconstruction()


@dataclass
class SearchOptions:
    """Encoder choices; none changes the format.

    candidates: modes tried in full after pre-selection. kinds: transforms tried. modes: prediction modes allowed.
    price: squared steps for a bit. prior: how large levels are expected, against quant.magnitude_prior.
    patience: blocks that cost fewer bits, or their worth in distortion, are not split.
    """

    candidates: int = 2
    kinds: tuple = (0, 1)
    modes: tuple = tuple(range(intra.MODES))
    price: float = quant.LAMBDA
    prior: float = 1.0
    patience: float = 60.0


_TELLING = {size: np.flatnonzero(np.add.outer(np.arange(size), np.arange(size)) < 8) for size in transforms.SIZES}
"""Frequencies by which modes are pre-selected: the higher ones hardly tell them apart."""


@functools.cache
def _predicted_coefficients(size, modes):
    """Matrix from references to the low DCT coefficients of every mode's prediction, (3S+2, modes * D) float32."""
    matrix = intra.predictors(size).matrix[list(modes)]
    k, p, n = matrix.shape
    pixels = matrix.transpose(2, 0, 1).reshape(n * k, size, size)
    return transforms.forward(pixels).reshape(n * k, -1)[:, _TELLING[size]].reshape(n, -1)


def encode_plane(samples, step16, macroblock, sizes, luma=None, frames=1, options=None):
    """Search and code a plane. samples int (F*H, W), H and W multiples of macroblock.

    Returns (PlaneBlocks, reconstruction int32 (F*H, W)). Arguments as in decode_plane.
    """
    return _Encoder(samples, step16, macroblock, sizes, luma, frames, options or SearchOptions()).run()


class _Encoder(_Plane):
    def __init__(self, samples, step16, macroblock, sizes, luma, frames, options):
        super().__init__(frames, *samples.shape, macroblock, sizes, step16, luma)
        self.samples, self.options = samples.reshape(-1), options
        self.modes = np.asarray(options.modes)
        bits = np.full(CROSS + 1, 6.0, np.float32)
        bits[: intra.PLANAR + 1], bits[CROSS] = 3.5, 2.0
        self.fresh_bits = bits[None]
        self.kind_bits = np.array([0.6, 1.4], np.float32)[list(options.kinds)] * (len(options.kinds) > 1)

    def run(self):
        for y, x in self.groups():
            self._search(self.macroblock, y, x, np.full(len(y), 2 * self.macroblock))
        return self.blocks, self.reconstruction()

    def _search(self, size, y, x, room):
        """Best coding of blocks, whole or split; leaves it in place, returns their cost (N,)."""
        cost = self._try_block(size, y, x, room)
        open_ = np.flatnonzero(cost > self.options.patience * self.options.price) if size > self.smallest else ()
        if not len(open_):
            return cost
        y, x, whole = y[open_], x[open_], cost[open_]
        kept = self._save(y, x, size)
        split = np.full(len(y), 1.5 * self.options.price)
        for quarters in _quarters(size, y, x, room[open_]):
            split += self._search(size // 2, *quarters).reshape(-1, len(y)).sum(0)
        better = np.flatnonzero(whole <= split)
        self._restore(y[better], x[better], size, [k[better] for k in kept])
        cost[open_] = np.minimum(whole, split)
        return cost

    def _save(self, y, x, size):
        b, cells = self.blocks, _cells(y, x, size)
        canvas = self.canvas.reshape(-1)
        return canvas[self.at(y, x, size)], b.levels[_inner(y, x, size)], b.size[cells], b.mode[cells], b.kind[cells]

    def _restore(self, y, x, size, kept):
        b, cells = self.blocks, _cells(y, x, size)
        self.canvas.reshape(-1)[self.at(y, x, size)], b.levels[_inner(y, x, size)] = kept[0], kept[1]
        b.size[cells], b.mode[cells], b.kind[cells] = kept[2:]

    def _try_block(self, size, y, x, room):
        """Codes whole blocks with the best of some modes and all kinds, tried side by side; returns their cost (N,)."""
        lanes = np.arange(len(y))
        refs = self.references(size, y, x, room)
        inside = _square(size, self.width) + (y * self.width + x)[:, None, None]
        target = self.samples[inside]
        bits = self._mode_bits(y, x)
        modes = self._preselect(size, refs, target, bits)
        pred = self._predict_all(size, y, x, refs, modes)
        residual = (target[:, None] - pred).astype(np.float32)
        kinds = self.options.kinds
        coefficients = np.stack([transforms.forward(residual, KINDS[kind]) for kind in kinds], 2)
        prior = self.options.prior * quant.magnitude_prior(size)
        levels, cost = quant.rdoq(coefficients.reshape(-1, size, size), self.step16, prior, self.options.price)
        extra = bits[lanes[:, None], modes][:, :, None] + self.kind_bits
        cost = cost.reshape(len(y), -1) + self.options.price * extra.reshape(len(y), -1)
        best = cost.argmin(1)
        levels = levels.reshape(len(y), -1, size, size)[lanes, best]
        chosen, kind = best // len(kinds), np.asarray(kinds)[best % len(kinds)]
        self.reconstruct(size, y, x, pred[lanes, chosen], levels, kind)
        cells, b = _cells(y, x, size), self.blocks
        b.levels.reshape(-1)[inside] = levels
        b.size[cells], b.mode[cells], b.kind[cells] = size, modes[lanes, chosen][:, None, None], kind[:, None, None]
        return cost[lanes, best]

    def _predict_all(self, size, y, x, refs, modes):
        """Predictions (N, K, S, S) of K modes for each of N blocks."""
        count = modes.shape[1]
        own = modes[:, :-1] if self.luma is not None else modes
        lines = np.repeat(refs, own.shape[1], 0)
        pred = intra.predictors(size).predict(lines, own.reshape(-1)).reshape(len(y), -1, size, size)
        if count > own.shape[1]:
            pred = np.concatenate([pred, self.from_luma(size, y, x, refs)[:, None]], 1)
        return pred

    def _preselect(self, size, refs, target, bits):
        """The modes (N, K) worth a trial, by the logarithm of what each leaves to code; CROSS is always one of them."""
        keep = min(self.options.candidates, len(self.modes))
        scale = np.float32(1.4 * 16 / self.step16)
        error = (refs.astype(np.float32) * scale) @ _predicted_coefficients(size, self.options.modes)
        error = error.reshape(len(refs), len(self.modes), -1)
        error -= transforms.forward(target).reshape(len(refs), 1, -1)[:, :, _TELLING[size]] * scale
        np.abs(error, out=error)
        error += 1
        cost = np.log2(error, out=error).sum(2) + bits[:, self.modes]
        modes = self.modes[np.argpartition(cost, keep - 1, 1)[:, :keep]]
        return modes if self.luma is None else np.append(modes, np.full((len(modes), 1), CROSS), 1)

    def _mode_bits(self, y, x):
        """Estimated bits of every mode, (N, MODES + 1), from the modes to the left and above."""
        mode, r, c = self.blocks.mode, y >> 2, x >> 2
        left = mode[r, np.maximum(c - 1, 0)] * (c > 0)
        above = mode[np.maximum(r - 1, 0), c] * (y % self.height > 0)
        bits = np.repeat(self.fresh_bits, len(y), 0)
        lane = np.arange(len(y))
        bits[lane, above] = np.minimum(bits[lane, above], 2.3)
        bits[lane, left] = np.minimum(bits[lane, left], 1.5)
        return bits
