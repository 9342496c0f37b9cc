"""Motion compensated pictures: from which of the two pictures before each macroblock is predicted, and from where in it.

A macroblock of 16x16 takes the last picture, the one before it, the mean of both, or the last one with a vector for each
quarter. Nothing waits inside a picture, so each step is one numpy call for all of it.
"""
from dataclasses import dataclass

import numpy as np

from . import motion, planes
from .symbols import SignedCoder

LAST, EARLIER, BOTH, QUARTERS = range(4)


def references_of(picture):
    """Three decoded planes, interpolated for `find_motion` and `predict`."""
    return [motion.Reference(plane, 8 if k else 4) for k, plane in enumerate(picture)]


@dataclass
class Motion:
    """What is sent of a picture's motion.

    choice int (R, C): LAST, EARLIER, BOTH or QUARTERS of each macroblock. vectors: for each of two references (R, C, 2), in
    quarter samples. quarters (R, C, 3, 2): vectors of the other three of a quartered macroblock.
    """

    choice: np.ndarray
    vectors: list
    quarters: np.ndarray

    def grid(self, reference):
        """Vectors for each 8x8 block, (2R, 2C, 2)."""
        fine = np.repeat(np.repeat(self.vectors[reference], 2, 0), 2, 1)
        if reference == 0:
            for q in range(3):
                dy, dx = (q + 1) // 2, (q + 1) % 2
                view = fine[dy::2, dx::2]
                view[...] = np.where((self.choice == QUARTERS)[..., None], self.quarters[:, :, q], view)
        return fine


class MotionModel:
    """Adaptive coding of Motion; alive for the clip. `field` is the last picture's vectors."""

    def __init__(self):
        self.field = None
        self._choice = motion.ChoiceModel(4)
        self._vectors = [motion.VectorModel(), motion.VectorModel()]
        self._quarters = SignedCoder(2)

    def code(self, coder, shape, move=None):
        """shape (R, C) macroblocks; move: a Motion, or None when decoding. Returns the Motion."""
        choice = self._choice.code(coder, shape, None if move is None else move.choice)
        known = [None, None] if move is None else move.vectors
        first = self._vectors[0].code(coder, shape, known[0], self.field, choice != EARLIER)
        used = (choice == EARLIER) | (choice == BOTH)
        second = self._vectors[1].code(coder, shape, known[1], 2 * first, used)
        quarters = np.repeat(first[:, :, None], 3, 2)
        r, c = np.nonzero(choice == QUARTERS)
        for q in range(3) if len(r) else ():
            guess = first[r, c] if q < 2 else (quarters[r, c, 0] + quarters[r, c, 1]) >> 1
            for axis in (0, 1):
                miss = None if move is None else move.quarters[r, c, q, axis] - guess[:, axis]
                coded = self._quarters.code(coder, np.full(len(r), axis), miss)
                quarters[r, c, q, axis] = guess[:, axis] + coded
        self.field = first
        return Motion(choice, [first, second], quarters)


def predict(references, move):
    """Three planes predicted, padded to macroblocks. references: one or two of what references_of made, the last first."""
    out = []
    choice = np.repeat(np.repeat(move.choice, 2, 0), 2, 1)[..., None, None]
    for k in range(3):
        first, second = (references[i][k].blocks(move.grid(i), 4 if k else 8) for i in (0, len(references) - 1))
        mean = (first + second + 1) >> 1
        out.append(planes.from_blocks(np.where(choice == EARLIER, second, np.where(choice == BOTH, mean, first))))
    return out


def find_motion(luma, references, step16, field=None, weight=0.7, radius=16):
    """The Motion that is cheapest by estimated bits.

    luma int (H, W), multiples of 16; references: as for predict; field: MotionModel.field; weight: what a vector's bits
    count for; radius: samples that the search looks each way.
    """
    price = 0.3 * step16 / 16
    sixteens = planes.to_blocks(luma, 16)
    found = []
    for i, reference in enumerate(planes_[0] for planes_ in references):
        fine = motion.search(luma, reference, radius, 8)
        if i == 0:
            small, small_bits = _refined(planes.to_blocks(luma, 8), reference, fine, price, step16, weight)
        vectors, _ = _refined(sixteens, reference, _four(fine), price, step16, weight)
        guess = 2 * found[0][0] if i else field
        found.append(motion.settle(sixteens, reference, vectors, step16, guess, weight=weight))
    (first, bits), (second, second_bits) = found[0], found[-1]
    two = [references[i][0].blocks(found[i][0], 16) for i in (0, len(found) - 1)]
    both_bits = motion.residual_cost(sixteens - ((two[0] + two[1] + 1) >> 1), step16) + 6
    costs = [bits, second_bits + 2, both_bits, _four(small_bits) + 14]
    if len(found) == 1:
        costs[EARLIER] = costs[BOTH] = bits + 1e9
    choice = np.argmin(costs, 0)
    quarters = np.stack([small[::2, 1::2], small[1::2, ::2], small[1::2, 1::2]], 2)
    first = np.where((choice == QUARTERS)[..., None], small[::2, ::2], first)
    return Motion(choice, [first, second], quarters)


def _refined(blocks, reference, cost, price, step16, weight):
    return motion.refine(blocks, reference, motion.choose_smooth(cost, price), step16, weight=weight)


def _four(cost):
    """Sums of the four quarters of each macroblock, on the last two axes."""
    return cost[..., ::2, ::2] + cost[..., 1::2, ::2] + cost[..., ::2, 1::2] + cost[..., 1::2, 1::2]
