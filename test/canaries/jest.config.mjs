import preset from '../../jest.preset.mjs';

/** Canaries share whole labs; the limit only ends what hangs. */
export default { ...preset, testTimeout: 1_800_000 };
