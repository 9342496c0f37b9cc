"""Entropy coding of a plane's block sizes, transforms and prediction modes (see intra_plane.PlaneBlocks)."""
import numpy as np

from . import intra
from .contexts import AdaptiveBits, ContextMixer
from .intra_plane import _z_order
from .symbols import MixedTreeCoder


class ModeModel:
    """Adaptive model of one plane's block structure.

    macroblock, sizes: as in intra_plane. kinds: 1 or 2 transforms.
    guided: a chroma plane, for which `code` gets the luma's modes as a context.
    predicted: a motion compensated plane: only the block sizes are coded.
    """

    def __init__(self, macroblock, sizes, kinds=2, guided=False, predicted=False):
        self._macroblock, self._sizes = macroblock, sorted(sizes, reverse=True)
        self._order = [b for b in _z_order(macroblock, min(sizes)) if b[0] in sizes]
        self._split = ContextMixer([64 * 8, 8 * 8], 1, 300)
        self._same = AdaptiveBits(64, 300)
        self._guided, self._predicted = guided, predicted
        self._tree = MixedTreeCoder(32, [3, 96, 96, 1024, 96] if guided else [3, 96, 96])
        self._kinds = kinds
        self._kind = ContextMixer([8 * 6, 8 * 32], 1, 300)

    def code(self, coder, blocks, decoding, guide=None, frames=1):
        """Code size, mode, kind of every block; when decoding, fills them into `blocks`.

        guide: int8 cell map of the luma's modes. frames: how many are stacked in the blocks.
        """
        rows, columns = (n * 4 // self._macroblock for n in blocks.size.shape)
        self._height = len(blocks.size) // frames
        top = np.arange(frames) * self._height
        if decoding:
            blocks.size[:] = 0
        for r, c in intra.wavefront(rows // frames, columns):
            y0 = (top[:, None] + r[None] * self._macroblock // 4).reshape(-1)
            x0 = np.tile(c * self._macroblock // 4, frames)
            for size, dy, dx in self._order:
                self._code_group(coder, blocks, size, y0 + dy // 4, x0 + dx // 4, decoding, guide)

    def _code_group(self, coder, blocks, size, y, x, decoding, guide):
        parent = 2 * size
        if size < self._sizes[0]:
            within = blocks.size[y, x] < parent
            y, x = y[within], x[within]
            if not len(y):
                return
        left_x, above_y = np.maximum(x - 1, 0), np.maximum(y - 1, 0)
        depth = self._sizes.index(size)
        whole = np.ones(len(y), np.int32)
        if size > self._sizes[-1]:
            left = np.where(x > 0, blocks.size[y, left_x], 0).astype(np.int64) // 4
            above = np.where(y % self._height > 0, blocks.size[above_y, x], 0).astype(np.int64) // 4
            bl, ba = _SIZE_BIN[left], _SIZE_BIN[above]
            contexts = [(bl * 8 + ba) * 8 + depth, np.minimum(bl, ba) * 8 + depth]
            bit = None if decoding else (blocks.size[y, x] == size).astype(np.int32)
            whole = self._split.code(coder, contexts, bit)
        if decoding:
            cells = np.arange(size // 4)
            value = np.where(whole != 0, size, size // 2)
            blocks.size[y[:, None, None] + cells[None, :, None], x[:, None, None] + cells[None, None]] = value[:, None, None]
        y, x = y[whole != 0], x[whole != 0]
        if len(y) and not self._predicted:
            self._code_mode(coder, blocks, size, depth, y, x, decoding, guide)

    def _code_mode(self, coder, blocks, size, depth, y, x, decoding, guide):
        mode = None if decoding else blocks.mode[y, x].astype(np.int64)
        left = np.where(x > 0, blocks.mode[y, np.maximum(x - 1, 0)], 0).astype(np.int64)
        above = np.where(y % self._height > 0, blocks.mode[np.maximum(y - 1, 0), x], 0).astype(np.int64)
        if self._guided:
            luma = guide[y * 2, x * 2].astype(np.int64)
            contexts = [np.full(len(y), depth), left * 3 + depth, above * 3 + depth, left * 32 + above, luma * 3 + depth]
            out = self._tree.code(coder, contexts, mode)
        else:
            out = self._code_by_neighbours(coder, mode, left, above, depth)
        kind = np.zeros(len(y), np.int64)
        if self._kinds > 1:
            contexts = [depth * 6 + intra.MODE_CLASS[np.minimum(out, 30)], depth * 32 + np.minimum(out, 31)]
            kind = self._kind.code(coder, contexts, None if decoding else blocks.kind[y, x].astype(np.int32))
        cells = np.arange(size // 4)
        where = y[:, None, None] + cells[None, :, None], x[:, None, None] + cells[None, None]
        if decoding:
            blocks.mode[where], blocks.kind[where] = out[:, None, None], kind[:, None, None]

    def _code_by_neighbours(self, coder, mode, left, above, depth):
        """Same as the left one? Same as the one above? Else which: returns the modes."""
        out, agree = np.full(len(left), -1, np.int64), left == above
        for k, (candidate, open_) in enumerate(((left, agree | True), (above, ~agree))):
            at = np.flatnonzero(open_ & (out < 0))
            if len(at):
                context = ((k * 3 + np.minimum(candidate[at], 2)) * 2 + (agree[at] if k == 0 else 0)) * 3 + depth
                bit = None if mode is None else (mode[at] == candidate[at]).astype(np.int32)
                bit = self._same.code(coder, context, bit)
                out[at[bit != 0]] = candidate[at[bit != 0]]
        at = np.flatnonzero(out < 0)
        if len(at):
            contexts = [np.full(len(at), depth), left[at] * 3 + depth, above[at] * 3 + depth]
            out[at] = self._tree.code(coder, contexts, None if mode is None else mode[at])
        return out


_SIZE_BIN = np.array([0, 1, 2, 2, 3, 3, 3, 3, 4])
