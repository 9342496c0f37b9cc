import { z } from 'zod';

/** ISO 8601, UTC, milliseconds. */
export const time = z.string().meta({ format: 'date-time' });
