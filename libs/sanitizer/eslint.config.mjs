import root from '../../eslint.config.mjs';

/** The corpus is what other people's code looks like. */
export default [{ ignores: ['corpus/**'] }, ...root];
