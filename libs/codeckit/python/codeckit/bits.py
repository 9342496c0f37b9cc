"""Bits and integers in bytes: LEB128, zigzag, packed bits, length-prefixed chunks.

Sources: LEB128 as in DWARF 4, section 7.6; zigzag as in Protocol Buffers.
Everything here is exact integer work, the same on both sides.
"""
import numpy as np


def leb128_encode(values):
    """Unsigned integers as LEB128 bytes, 7 bits a byte, low bits first.

    values: iterable of ints >= 0. Returns bytes.

    >>> leb128_encode([0, 127, 300]).hex()
    '007fac02'
    """
    out = bytearray()
    for value in values:
        value = int(value)
        if value < 0:
            raise ValueError(f"leb128_encode: {value} is negative; map it with zigzag first")
        while value > 127:
            out.append(value & 127 | 128)
            value >>= 7
        out.append(value)
    return bytes(out)


def leb128_decode(data, count=1, offset=0):
    """Read `count` LEB128 integers from `data` at byte `offset`.

    Returns (list of ints, offset behind the last one). Raises ValueError where the bytes end early.

    >>> leb128_decode(bytes.fromhex('007fac02'), 3)
    ([0, 127, 300], 4)
    """
    values = []
    for _ in range(count):
        value = shift = 0
        while True:
            if offset >= len(data):
                raise ValueError(f"leb128_decode: data of {len(data)} bytes ends inside integer {len(values)}")
            byte = data[offset]
            offset += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        values.append(value)
    return values, offset


def zigzag(values):
    """Signed to unsigned: 0, -1, 1, -2, 2 -> 0, 1, 2, 3, 4. Array or int in, int64 array out.

    >>> zigzag([0, -1, 1, -2]).tolist()
    [0, 1, 2, 3]
    """
    v = np.asarray(values, np.int64)
    return np.where(v < 0, -2 * v - 1, 2 * v)


def unzigzag(values):
    """Inverse of zigzag.

    >>> unzigzag([0, 1, 2, 3]).tolist()
    [0, -1, 1, -2]
    """
    v = np.asarray(values, np.int64)
    return np.where(v & 1, -((v + 1) >> 1), v >> 1)


def pack_bits(bits):
    """0/1 array (any shape) to bytes, first bit in the high bit; the last byte is padded with zeros.

    >>> pack_bits([1, 0, 1]).hex()
    'a0'
    """
    return np.packbits(np.asarray(bits, np.uint8).reshape(-1)).tobytes()


def unpack_bits(data, count):
    """The first `count` bits of `data` as an int32 array. Raises ValueError where there are fewer.

    >>> unpack_bits(bytes([0xa0]), 3).tolist()
    [1, 0, 1]
    """
    if count > 8 * len(data):
        raise ValueError(f"unpack_bits: {count} bits wanted, {8 * len(data)} present")
    return np.unpackbits(np.frombuffer(data, np.uint8), count=count).astype(np.int32)


def pack_fixed(values, width):
    """Unsigned integers of `width` bits each, high bit first, packed without gaps.

    >>> pack_fixed([5, 2], 3).hex()
    'a8'
    """
    v = np.asarray(values, np.int64).reshape(-1)
    if v.size and (v.min() < 0 or v.max() >> width):
        raise ValueError(f"pack_fixed: values {v.min()}..{v.max()} do not fit {width} bits")
    return pack_bits((v[:, None] >> np.arange(width - 1, -1, -1)) & 1)


def unpack_fixed(data, count, width):
    """Inverse of pack_fixed: `count` integers as an int64 array.

    >>> unpack_fixed(bytes([0xa8]), 2, 3).tolist()
    [5, 2]
    """
    bits = unpack_bits(data, count * width).reshape(count, width).astype(np.int64)
    return (bits << np.arange(width - 1, -1, -1)).sum(1)


def join_chunks(chunks):
    """Several byte strings in one: a count, the lengths (LEB128), the bytes.

    >>> join_chunks([b'ab', b'']).hex()
    '0202006162'
    """
    return leb128_encode([len(chunks)] + [len(c) for c in chunks]) + b"".join(chunks)


def split_chunks(data):
    """Inverse of join_chunks: a list of bytes.

    >>> split_chunks(bytes.fromhex('0202006162'))
    [b'ab', b'']
    """
    (count,), at = leb128_decode(data)
    lengths, at = leb128_decode(data, count, at)
    chunks = []
    for length in lengths:
        if at + length > len(data):
            raise ValueError(f"split_chunks: chunk {len(chunks)} of {length} bytes goes past the end")
        chunks.append(bytes(data[at : at + length]))
        at += length
    return chunks
