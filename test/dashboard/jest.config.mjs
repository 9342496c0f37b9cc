import preset from '../../jest.preset.mjs';

/** A journey drives a whole lab; its limit only ends what hangs. */
export default { ...preset, testTimeout: 600_000 };
