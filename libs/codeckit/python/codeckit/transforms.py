"""Block transforms DCT-II and DST-VII, 4 to 32, orthonormal; exact integer inverse.

Sources: DCT-II (Ahmed, Natarajan, Rao 1974); DST-VII for prediction residuals (Han, Saxena, Rose 2010;
H.265 8.6.4.2 uses it at 4x4, H.266 up to 32). `forward` is floating point and belongs in the encoder.
`inverse` takes integers, works on integers below 2^53 in float64, where every sum is exact in any order,
and so gives the same result on both sides whatever the shape or the BLAS.
"""
import numpy as np

SIZES = (4, 8, 16, 32)
COEFFICIENT_SCALE = 16
"""`inverse` takes coefficients in 1/16 of the orthonormal unit."""
_MATRIX_BITS = 12


def dct_matrix(size):
    """Orthonormal DCT-II (size, size), row k = basis function k.

    >>> bool(np.allclose(dct_matrix(8) @ dct_matrix(8).T, np.eye(8)))
    True
    """
    k, n = np.arange(size)[:, None], np.arange(size)[None]
    matrix = np.sqrt(2 / size) * np.cos(np.pi * (2 * n + 1) * k / (2 * size))
    matrix[0] /= np.sqrt(2)
    return matrix


def dst_matrix(size):
    """Orthonormal DST-VII (size, size), row k = basis function k; small near the predicted edge.

    >>> bool(np.allclose(dst_matrix(4) @ dst_matrix(4).T, np.eye(4)))
    True
    """
    k, n = np.arange(size)[:, None], np.arange(size)[None]
    return 2 / np.sqrt(2 * size + 1) * np.sin(np.pi * (2 * k + 1) * (n + 1) / (2 * size + 1))


_FORWARD = {(kind, s): make(s).astype(np.float32) for kind, make in (("dct", dct_matrix), ("dst", dst_matrix)) for s in SIZES}
_INVERSE = {
    (kind, s): np.rint(make(s) * (1 << _MATRIX_BITS)) for kind, make in (("dct", dct_matrix), ("dst", dst_matrix)) for s in SIZES
}


def forward(blocks, kind="dct"):
    """Blocks (..., S, S) of pixels or residuals to coefficients (..., S, S), float32, orthonormal.

    A block of constant 1 has the DC coefficient S. kind: "dct" or "dst".

    >>> float(forward(np.full((8, 8), 2.0))[0, 0].round(3))
    16.0
    """
    x = np.asarray(blocks, np.float32)
    t = _FORWARD[kind, x.shape[-1]]
    size = x.shape[-1]
    rows = (x.reshape(-1, size) @ t.T).reshape(x.shape)
    return np.swapaxes((np.swapaxes(rows, -1, -2).reshape(-1, size) @ t.T).reshape(x.shape), -1, -2)


def inverse(coefficients, kind="dct"):
    """Integer coefficients (..., S, S) in 1/16, below 2^19, to integer residuals (..., S, S), int32, rounded.

    >>> inverse(np.pad([[16 * 16]], ((0, 7), (0, 7)))).tolist()[0][:2]
    [2, 2]
    """
    c = np.asarray(coefficients, np.float64)
    size = c.shape[-1]
    t = _INVERSE[kind, size]
    rows = (c.reshape(-1, size) @ t).reshape(c.shape)
    both = np.swapaxes((np.swapaxes(rows, -1, -2).reshape(-1, size) @ t).reshape(c.shape), -1, -2)
    unit = float(COEFFICIENT_SCALE << (2 * _MATRIX_BITS))
    return np.floor(both / unit + 0.5).astype(np.int32)
