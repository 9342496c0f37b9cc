import preset from '../../jest.preset.mjs';

/** Tests that run side by side mostly wait for a limit. */
export default { ...preset, maxConcurrency: 8 };
