import { decibel, renderTable } from './table.ts';

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

  it('show the PSNR of equal planes as infinite', () => {
    expect([decibel(31.4159), decibel(null)]).toEqual(['31.42', '∞']);
  });
});
