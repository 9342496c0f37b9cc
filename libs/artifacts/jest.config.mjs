import preset from '../../jest.preset.mjs';

/** Every put is synced to the disk, which other programs use too. */
export default { ...preset, testTimeout: 60_000 };
