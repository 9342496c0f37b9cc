import type { Language } from '@codecsmith/codec';

const FOLDER = '../../../../examples/codecs/';
/** Read when the pages are built. */
const files = import.meta.glob<string>('../../../../examples/codecs/intra_dct.{py,js}', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** A codec to start from, in each language: the simplest of the gallery. */
export const EXAMPLES: Readonly<Record<Language, string>> = {
  python: files[`${FOLDER}intra_dct.py`] ?? '',
  javascript: files[`${FOLDER}intra_dct.js`] ?? '',
};
