/** Types of `lzma1` as this library uses it: the package offers its own sources, which our stricter options refuse. */
export function compress(data: Uint8Array, mode: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9): Uint8Array;
