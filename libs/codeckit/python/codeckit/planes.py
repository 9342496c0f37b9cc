"""Planes of an i420 frame, padding, blocks.

An i420 frame is a uint8 array (H * 3 / 2, W), W and H even: Y (H, W), then U and V (H/2, W/2), contiguous in
`frame.reshape(-1)`. Cut by flat offsets, as here: with H = 270, U ends in the middle of a row.
"""
import numpy as np


def split_i420(frame, width, height):
    """Frame (H*3/2, W) to [Y (H, W), U (H/2, W/2), V (H/2, W/2)], int32 copies.

    width, height: as in the config; odd sizes are rounded up to even, as the harness pads them.

    >>> [p.shape for p in split_i420(np.zeros((9, 4), np.uint8), 4, 6)]
    [(6, 4), (3, 2), (3, 2)]
    """
    flat = np.asarray(frame).reshape(-1).astype(np.int32)
    planes, at = [], 0
    for h, w in i420_shapes(width, height):
        planes.append(flat[at : at + h * w].reshape(h, w))
        at += h * w
    return planes


def join_i420(planes):
    """[Y, U, V] (values 0..255, any number type) to the frame (H*3/2, W), uint8.

    >>> join_i420([np.full((2, 4), 9), np.full((1, 2), 7), np.full((1, 2), 5)]).tolist()
    [[9, 9, 9, 9], [9, 9, 9, 9], [7, 7, 5, 5]]
    """
    height, width = planes[0].shape
    flat = np.concatenate([np.asarray(p).reshape(-1) for p in planes])
    return flat.astype(np.uint8).reshape(height * 3 // 2, width)


def i420_shapes(width, height):
    """Shapes (rows, columns) of Y, U, V for a clip of this width and height.

    >>> i420_shapes(5, 4)
    [(4, 6), (2, 3), (2, 3)]
    """
    w, h = width + (width & 1), height + (height & 1)
    return [(h, w), (h // 2, w // 2), (h // 2, w // 2)]


def pad_to(plane, multiple):
    """Repeat the last row and column until both sizes are multiples of `multiple`.

    >>> pad_to(np.array([[1, 2, 3]]), 2).tolist()
    [[1, 2, 3, 3], [1, 2, 3, 3]]
    """
    h, w = plane.shape
    return np.pad(plane, ((0, -h % multiple), (0, -w % multiple)), mode="edge")


def to_blocks(plane, size):
    """Plane (H, W), both multiples of size, to blocks (H/size, W/size, size, size), a view.

    >>> to_blocks(np.arange(16).reshape(4, 4), 2)[0, 1].tolist()
    [[2, 3], [6, 7]]
    """
    h, w = plane.shape
    return plane.reshape(h // size, size, w // size, size).swapaxes(1, 2)


def from_blocks(blocks):
    """Inverse of to_blocks: (R, C, size, size) to (R*size, C*size)."""
    r, c, s, _ = blocks.shape
    return blocks.swapaxes(1, 2).reshape(r * s, c * s)
