import { describeFuzz } from './fuzz.testing.ts';

describeFuzz('ten thousand requests that nobody meant', 10_000, 2);
