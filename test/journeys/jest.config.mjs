import preset from '../../jest.preset.mjs';

/** A test drives a whole lab. */
export default { ...preset, testTimeout: 1_800_000 };
