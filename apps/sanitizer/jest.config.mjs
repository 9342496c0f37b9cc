import preset from '../../jest.preset.mjs';

/** Whole services run here: the limit only ends what hangs. */
export default { ...preset, testTimeout: 300_000 };
