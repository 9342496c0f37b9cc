import preset from '../../jest.preset.mjs';

/** A journey drives a whole lab; its limit only ends what hangs, after `until` has told what did not happen. */
export default { ...preset, testTimeout: 1_800_000 };
