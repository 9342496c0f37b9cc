import { fileURLToPath } from 'node:url';

/** Folder of the checkout, with a closing slash; the same from `src/` and `dist/`. */
export const WORKSPACE_ROOT = fileURLToPath(new URL('../../../', import.meta.url));
