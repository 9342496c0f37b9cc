export { python, ROUND_TRIP_SCRIPT, roundTrip, type RoundTrip, type RoundTripRun } from './python.testing.ts';
