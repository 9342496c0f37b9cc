import preset from '../../jest.preset.mjs';

/** Its limit only ends what hangs: pauses between launches grow to seconds, and servers start slowly on a busy machine. */
export default { ...preset, testTimeout: 300_000 };
