import { describeFuzz } from './fuzz.testing.ts';

describeFuzz('requests that nobody meant', 400, 1);
