/** A log position: bigint in the table, a number here (exact up to 2^53). */
export const position = {
  type: 'bigint',
  transformer: { to: (value: number) => value, from: (value: string) => Number(value) },
} as const;
