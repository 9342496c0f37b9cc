import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from './lab-home.ts';

interface Manifest {
  readonly version: string;
}

/** Version of the checkout that this program runs from. */
export const VERSION = (JSON.parse(readFileSync(join(CHECKOUT, 'package.json'), 'utf8')) as Manifest).version;
