import preset from '../../jest.preset.mjs';

/** Far beyond what any spec needs: a busy machine must not fail one. */
export default { ...preset, testTimeout: 180_000 };
