import { tableOf } from './shown-table.ts';

describe('a table of a page as a file', () => {
  it('holds numbers where all filled cells are numbers, and null where the page shows a dash', () => {
    const shown = {
      heads: ['Codec', 'Score', 'Frames', 'Score'],
      rows: [
        ['a', '+3.1 %', '60', '7'],
        ['b', '−2.0 %', '–', 'none'],
      ],
    };
    expect(tableOf(shown)).toEqual({
      columns: [
        { name: 'Codec', type: 'text' },
        { name: 'Score', type: 'number' },
        { name: 'Frames', type: 'number' },
        { name: 'Score 4', type: 'text' },
      ],
      rows: [
        { Codec: 'a', Score: 3.1, Frames: 60, 'Score 4': '7' },
        { Codec: 'b', Score: -2, Frames: null, 'Score 4': 'none' },
      ],
    });
  });
});
