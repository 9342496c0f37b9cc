import { parseQuery } from './parse-query.ts';
import { pointAt, QueryProblem } from './query-problem.ts';

const problemOf = (query: string): { reason: string; at: number } => {
  try {
    parseQuery(query);
  } catch (error) {
    if (error instanceof QueryProblem) return { reason: error.reason, at: error.at };
    throw error;
  }
  throw new Error(`${query} can be read`);
};

describe('a query', () => {
  it('combines comparisons', () => {
    expect(parseQuery('score > 5 and family = motion and tag:paper')).toEqual({
      kind: 'and',
      parts: [
        { kind: 'is', field: 'score', operator: '>', value: 5 },
        { kind: 'is', field: 'family', operator: '=', value: 'motion' },
        { kind: 'is', field: 'tag', operator: '=', value: 'paper' },
      ],
    });
  });

  it('binds "and" closer than "or", and "not" closest; side by side means "and"', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((text) => ({ kind: 'word', text }));
    expect(parseQuery('a b or not c')).toEqual({
      kind: 'or',
      parts: [
        { kind: 'and', parts: [a, b] },
        { kind: 'not', part: c },
      ],
    });
    expect(parseQuery('a AND (b or c)')).toEqual({ kind: 'and', parts: [a, { kind: 'or', parts: [b, c] }] });
  });

  it('reads quoted text, numbers below zero, days and flags', () => {
    expect(parseQuery('name ~ "half \\"pel\\""')).toMatchObject({ value: 'half "pel"' });
    expect(parseQuery('score<-3.5')).toMatchObject({ operator: '<', value: -3.5 });
    expect(parseQuery('requested >= 2026-05-31')).toMatchObject({ value: new Date('2026-05-31') });
    expect(parseQuery('starred')).toEqual({ kind: 'is', field: 'starred', operator: '=', value: true });
    expect(parseQuery('starred = no')).toMatchObject({ value: false });
  });

  it.each([
    ['score > five', 'score is compared with a number, not with "five"', 8],
    ['scor > 5', 'there is no field "scor"', 0],
    ['family > x', '">" does not fit family', 7],
    ['outcome = broken', 'outcome is never "broken"', 10],
    ['(a or b', 'this bracket is not closed', 0],
    ['a or', 'the query ends where a field or a word is expected', 4],
    ['a )', '")" does not belong here', 2],
    ['name = "x', 'this quotation mark has no partner', 7],
    ['and a', 'there is nothing before "and"', 0],
    ['', 'there is nothing to look for', 0],
    [`${'('.repeat(30)}a`, 'there are too many brackets', 21],
  ])('says what is wrong in %s, and where', (query, reason, at) => {
    expect(problemOf(query)).toEqual({ reason, at });
  });

  it('is shown with a mark below the place', () => {
    expect(pointAt('scor > 5 x', new QueryProblem('', 5))).toBe('scor > 5 x\n     ^');
  });
});
