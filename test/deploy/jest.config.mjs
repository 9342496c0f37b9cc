import preset from '../../jest.preset.mjs';

/** A whole lab under attack; its limit only ends what hangs. */
export default { ...preset, testTimeout: 1_800_000 };
