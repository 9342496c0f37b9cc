"""Blocks of a whole picture, Y, U and V, to a stream and back: structure, levels, signs, by the models of modes and coefficients."""
import numpy as np

from . import intra
from .coefficients import CoefficientModel, code_signs, from_frequency, to_frequency
from .intra_plane import expand
from .modes import ModeModel


class PictureModel:
    """Adaptive models of three planes; keep one on each side for as long as its statistics should live.

    sizes: block sizes of each plane, the largest being its macroblock. kinds: 1 or 2 transforms.
    predicted: for planes from inter_plane, which have no modes.
    """

    def __init__(self, sizes, kinds=2, predicted=False):
        self._sizes, self._kinds, self._predicted = sizes, kinds, predicted
        self._modes = [ModeModel(max(s), s, kinds, guided=k > 0, predicted=predicted) for k, s in enumerate(sizes)]
        classes = 1 if predicted else int(intra.MODE_CLASS.max()) + 1
        self._levels = [CoefficientModel(max(s), kinds * len(s), classes, hint=k == 2) for k, s in enumerate(sizes)]

    def code(self, coder, blocks):
        """Code three intra_plane.PlaneBlocks in one stream, signs last. Fills them when decoding."""
        coded, magnitudes = [], None
        for k, plane in enumerate(blocks):
            self._modes[k].code(coder, plane, blocks[0].mode if k else None)
            layout = expand(plane.size), max(self._sizes[k]), self._sizes[k]
            classes, modes = (to_frequency(cells, *layout) for cells in self._classes(k, plane))
            levels = None if coder.decoding else to_frequency(plane.levels, *layout)
            hint = magnitudes if k == 2 else None
            magnitudes = self._levels[k].code(coder, classes.shape[:2], classes, modes, levels, hint)
            coded.append((plane, layout, magnitudes, levels))
        for plane, layout, magnitudes, levels in coded:
            plane.levels[:] = from_frequency(code_signs(coder, magnitudes, levels), *layout)

    def _classes(self, k, plane):
        """Of every sample: class of its block by size and transform, and class of its mode."""
        rank = np.searchsorted(sorted(self._sizes[k]), plane.size)
        modes = np.zeros_like(plane.mode) if self._predicted else intra.MODE_CLASS[np.minimum(plane.mode, intra.MODES - 1)]
        return expand(plane.kind + self._kinds * rank), expand(modes)
