import preset from '../../jest.preset.mjs';

/** Integration specs start real servers and this service's own process, which takes its time on a busy machine. */
export default { ...preset, testTimeout: 60_000 };
