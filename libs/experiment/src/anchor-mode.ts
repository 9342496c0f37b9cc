import { z } from 'zod';

/** Every frame for itself; frames in order, no look-ahead; a key frame every 64 and look-ahead between. */
export const ANCHOR_MODES = ['all-intra', 'low-delay', 'random-access'] as const;
export type AnchorMode = (typeof ANCHOR_MODES)[number];
export const anchorMode = z.enum(ANCHOR_MODES);
