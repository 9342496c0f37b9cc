import preset from '../../jest.preset.mjs';

/** Real servers start and stop in these specs; a busy machine must not fail them. */
export default { ...preset, testTimeout: 60_000 };
