import { testReferencePoints } from './reference-points.testing.ts';

testReferencePoints((curve) => curve);
