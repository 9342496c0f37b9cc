import { renderTable } from './table.ts';

describe('tables', () => {
  it('align text left and numbers right, without blanks at the ends', () => {
    const table = renderTable(
      [{ title: 'codec' }, { title: 'kbps', align: 'right' }, { title: 'note' }],
      [
        ['intra_dct', '1234.5', ''],
        ['wavelet', '7.0', 'best'],
      ],
    );
    expect(table.split('\n')).toEqual([
      'codec        kbps  note',
      '─────────  ──────  ────',
      'intra_dct  1234.5',
      'wavelet       7.0  best',
    ]);
  });

  it('keep hostile cells on their line, without control characters', () => {
    const table = renderTable([{ title: 'codec' }, { title: 'note' }], [['a\x1b[31m', 'bad\nscore  99']]);
    expect(table.split('\n').slice(2)).toEqual(['a\\u001b[31m  bad\\u000ascore  99']);
  });
});
