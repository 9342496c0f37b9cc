import preset from '../../jest.preset.mjs';

/** Integration specs start a real Postgres, which takes its time on a busy machine. */
export default { ...preset, testTimeout: 60_000 };
