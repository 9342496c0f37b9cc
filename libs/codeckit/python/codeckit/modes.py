"""Entropy coding of a plane's block sizes, transforms and prediction modes (see intra_plane.PlaneBlocks).

Sizes come first, large blocks before small ones, in the order of a coarse lattice that gets finer: a few numpy calls for
a frame, and most blocks know something on all four sides. Modes follow by anti-diagonals, since each is likely that of
the block to the left or above; then all transforms at once.
"""
import numpy as np

from . import intra
from .contexts import AdaptiveBits, ContextMixer
from .symbols import MixedTreeCoder

_COARSEST = 8
_SYMBOLS = 32


class ModeModel:
    """Adaptive model of one plane's block structure.

    macroblock, sizes: as in intra_plane. kinds: 1 or 2 transforms.
    guided: a chroma plane, for which `code` gets the luma's modes as a context.
    predicted: a motion compensated plane: only the block sizes are coded.
    """

    def __init__(self, macroblock, sizes, kinds=2, guided=False, predicted=False):
        self._macroblock, self._sizes = macroblock, sorted(sizes, reverse=True)
        self._depths = len(self._sizes)
        self._split = ContextMixer([25 * self._depths, 9 * self._depths], 1, 300)
        self._predicted, self._kinds, d = predicted, kinds, self._depths
        self._same = AdaptiveBits(2 * 2 * 3 * d, 300)
        self._tree = MixedTreeCoder(_SYMBOLS, [d, _SYMBOLS * d, _SYMBOLS * d] + [_SYMBOLS**2, _SYMBOLS * d] * guided)
        self._kind = ContextMixer([6 * d, _SYMBOLS * d], 1, 300)

    def code(self, coder, blocks, guide=None):
        """Code size, mode, kind of every block; when decoding, fills them into `blocks`.

        guide: int8 cell map of the luma's modes, twice as large.
        """
        places = self._code_sizes(coder, blocks)
        if self._predicted:
            return
        y, x, depth = (np.concatenate(parts) for parts in zip(*places))
        order = np.argsort(y + x, kind="stable")
        for at in np.split(order, 1 + np.flatnonzero(np.diff((y + x)[order]))):
            self._code_modes(coder, blocks, y[at], x[at], depth[at], guide)
        if self._kinds > 1:
            mode = blocks.mode[y, x].astype(np.int64)
            contexts = [intra.MODE_CLASS[np.minimum(mode, intra.MODES - 1)], mode]
            bit = None if coder.decoding else blocks.kind[y, x].astype(np.int32)
            kind = self._kind.code(coder, [c * self._depths + depth for c in contexts], bit)
            if coder.decoding:
                self._fill(blocks.kind, y, x, depth, kind)

    def _code_sizes(self, coder, blocks):
        """Codes which blocks are split; returns (y, x, depth) of those that are not, in cells, for each size."""
        rows, columns = (n * 4 // self._macroblock for n in blocks.size.shape)
        y, x = (a.reshape(-1) * (self._macroblock // 4) for a in np.mgrid[:rows, :columns])
        known, places = _Known(blocks.size.shape), []
        for depth, size in enumerate(self._sizes):
            whole = self._code_splits(coder, blocks, known, depth, y, x)
            places.append((y[whole], x[whole], np.full(np.count_nonzero(whole), depth)))
            if coder.decoding:
                _fill(blocks.size, *places[-1][:2], size // 4, np.full(len(places[-1][0]), size))
            y, x, half = y[~whole], x[~whole], size // 8
            y, x = np.concatenate([y, y, y + half, y + half]), np.concatenate([x, x + half, x, x + half])
        return places

    def _code_splits(self, coder, blocks, known, depth, y, x):
        """Which of the blocks of a size at cells (y, x) are not split any further? bool (n,)"""
        size, whole = self._sizes[depth], np.ones(len(y), bool)
        if depth == self._depths - 1:
            return whole
        for group in _lattice(y, x, size // 4):
            at_y, at_x = y[group], x[group]
            near = known.around(at_y, at_x, size // 4)
            larger, smaller = (near >= size).sum(0), ((near > 0) & (near < size)).sum(0)
            contexts = [(larger * 5 + smaller) * self._depths + depth, (larger - smaller + 4) * self._depths + depth]
            bit = None if coder.decoding else (blocks.size[at_y, at_x] == size).astype(np.int32)
            whole[group] = self._split.code(coder, contexts, bit) != 0
            known.fill(at_y, at_x, size // 4, np.where(whole[group], size, size // 2))
        known.fill(y[~whole], x[~whole], size // 4, np.zeros(np.count_nonzero(~whole), np.int64))
        return whole

    def _code_modes(self, coder, blocks, y, x, depth, guide):
        """Modes of blocks of any size of which none touches another's left or upper edge."""
        mode = None if coder.decoding else blocks.mode[y, x].astype(np.int64)
        left = np.where(x > 0, blocks.mode[y, np.maximum(x - 1, 0)], 0).astype(np.int64)
        above = np.where(y > 0, blocks.mode[np.maximum(y - 1, 0), x], 0).astype(np.int64)
        if guide is not None:
            luma = guide[2 * y, 2 * x].astype(np.int64)
            contexts = [depth, left * self._depths + depth, above * self._depths + depth]
            contexts += [left * _SYMBOLS + above, luma * self._depths + depth]
            out = self._tree.code(coder, contexts, mode)
        else:
            out = self._code_by_neighbours(coder, mode, left, above, depth)
        if coder.decoding:
            self._fill(blocks.mode, y, x, depth, out)

    def _code_by_neighbours(self, coder, mode, left, above, depth):
        """Same as the left one? Same as the one above? Else which: returns the modes."""
        out, agree = np.full(len(left), -1, np.int64), left == above
        for k, (candidate, open_) in enumerate(((left, agree | True), (above, ~agree))):
            at = np.flatnonzero(open_ & (out < 0))
            if len(at):
                context = ((k * 3 + np.minimum(candidate[at], 2)) * 2 + (agree[at] if k == 0 else 0)) * self._depths + depth[at]
                bit = None if mode is None else (mode[at] == candidate[at]).astype(np.int32)
                bit = self._same.code(coder, context, bit)
                out[at[bit != 0]] = candidate[at[bit != 0]]
        at = np.flatnonzero(out < 0)
        if len(at):
            contexts = [depth[at], left[at] * self._depths + depth[at], above[at] * self._depths + depth[at]]
            out[at] = self._tree.code(coder, contexts, None if mode is None else mode[at])
        return out

    def _fill(self, cells, y, x, depth, values):
        for k, size in enumerate(self._sizes):
            mine = depth == k
            _fill(cells, y[mine], x[mine], size // 4, values[mine])


class _Known:
    """A map of cells that fills up while it is coded; 0 is what is not known, or outside."""

    _MARGIN = 8 * _COARSEST

    def __init__(self, shape):
        self._cells = np.zeros((shape[0] + 2 * self._MARGIN, shape[1] + 2 * self._MARGIN), np.int64)

    def around(self, y, x, cells):
        """Values of the four blocks beside blocks at (y, x), (4, n): where not known, those one step of the lattice away."""
        step = _step(y // cells, x // cells) * cells
        beside, corners, edges = (
            np.stack([self._cells[y + dy * far + self._MARGIN, x + dx * far + self._MARGIN] for dy, dx in where])
            for where, far in ((_BESIDE, cells), (_CORNERS, step), (_BESIDE, step))
        )
        diagonal = ((y // step) & (x // step) & 1) != 0
        return np.where(beside != 0, beside, np.where(diagonal, corners, edges))

    def fill(self, y, x, cells, values):
        _fill(self._cells, y + self._MARGIN, x + self._MARGIN, cells, values)


_BESIDE = (0, -1), (-1, 0), (0, 1), (1, 0)
_CORNERS = (-1, -1), (-1, 1), (1, -1), (1, 1)


def _fill(cells_map, y, x, cells, values):
    inside = np.arange(cells)
    cells_map[y[:, None, None] + inside[None, :, None], x[:, None, None] + inside[None, None]] = values[:, None, None]


def _step(r, c):
    """Distance in blocks to the neighbours on the lattice: the largest power of two in both coordinates, at most _COARSEST."""
    bits = r | c | _COARSEST
    return bits & -bits


def _lattice(y, x, cells):
    """Groups of blocks (index arrays) in the order of a lattice that gets finer; empty groups are left out."""
    r, c = y // cells, x // cells
    step = _step(r, c)
    level = 2 * (_COARSEST.bit_length() - 1) - 2 * np.log2(step).astype(np.int64)
    level -= (step < _COARSEST) & ((r // step) & (c // step) & 1 != 0)
    for value in np.unique(level):
        yield np.flatnonzero(level == value)
