import preset from '../../jest.preset.mjs';

/** ffmpeg runs for real here: on a busy machine a test may take a while. */
export default { ...preset, testTimeout: 120_000 };
