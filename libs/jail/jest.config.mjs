import preset from '../../jest.preset.mjs';

/** These tests mostly wait: for guests to start, and for limits to be reached. */
export default { ...preset, maxConcurrency: 8, maxWorkers: 2 };
