import preset from '../../jest.preset.mjs';

/** Integration specs start real servers, which takes its time on a busy machine. */
export default { ...preset, testTimeout: 60_000 };
