/** Injection token of the open {@link Parts}. */
export const PARTS = Symbol('PARTS');
