/** Margins and letters that every chart of the product has. */
export const CHART_FRAME = {
  marginLeft: 52,
  marginRight: 24,
  marginTop: 30,
  marginBottom: 42,
  insetLeft: 10,
  insetRight: 10,
  insetTop: 8,
  style: { fontSize: '12px' },
} as const;
