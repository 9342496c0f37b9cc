import heapq
import itertools

import numpy as np


def code_lengths(counts):
    order = itertools.count()
    heap = [(int(count), next(order), [symbol]) for symbol, count in enumerate(counts)]
    heapq.heapify(heap)
    lengths = [0] * len(counts)
    while len(heap) > 1:
        first, _, left = heapq.heappop(heap)
        second, _, right = heapq.heappop(heap)
        for symbol in left + right:
            lengths[symbol] += 1
        heapq.heappush(heap, (first + second, next(order), left + right))
    return lengths


def canonical(lengths):
    codes, code, last = {}, 0, 0
    for length, symbol in sorted((length, symbol) for symbol, length in enumerate(lengths) if length):
        code <<= length - last
        codes[symbol] = (length, code)
        code, last = code + 1, length
    return codes


def compress_video_frame(frame, frame_index, config):
    levels = (frame[::2, ::2] >> 4).reshape(-1)
    lengths = code_lengths(np.bincount(levels, minlength=16) + 1)
    codes = canonical(lengths)
    bits = "".join(f"{codes[int(level)][1]:0{codes[int(level)][0]}b}" for level in levels)
    packed = np.packbits(np.frombuffer(bits.encode(), np.uint8) - 48)
    return bytes(lengths) + packed.tobytes()


def decompress_video_frame(data, frame_index, config):
    height, width = config["height"], config["width"]
    rows, columns = -(-height // 2), -(-width // 2)
    table = {(length, code): symbol for symbol, (length, code) in canonical(list(data[:16])).items()}
    out, length, code = [], 0, 0
    for bit in np.unpackbits(np.frombuffer(data[16:], np.uint8)):
        length, code = length + 1, code << 1 | int(bit)
        if (length, code) in table:
            out.append(table[length, code])
            length = code = 0
            if len(out) == rows * columns * 3:
                break
    small = (np.array(out, np.uint8).reshape(rows, columns, 3) << 4) + 8
    return np.ascontiguousarray(small.repeat(2, 0).repeat(2, 1)[:height, :width])
