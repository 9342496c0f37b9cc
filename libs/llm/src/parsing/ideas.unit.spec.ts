import { elected, readChoice, readIdeas, readSummary, untried } from './ideas.ts';

const THREE = [
  { idea: 'Trellis quantisation of luma levels', why: 'levels cost most', gain: 1.5 },
  { idea: 'Contexts by energy of the neighbours', why: null, gain: 2 },
  { idea: 'Directional filter in the loop', why: null, gain: null },
];
const reply = (value: unknown) => `Here they are.\n\n\`\`\`json\n${JSON.stringify(value)}\n\`\`\`\n`;

describe('the ideas of a planner', () => {
  it('are read from a fence or from the prose, behind any thoughts', () => {
    expect(readIdeas(reply({ ideas: THREE }))).toEqual({ ok: true, value: THREE });
    expect(readIdeas(`<think>{"ideas": []}</think>{"ideas": [{"idea": "RDOQ", "gain": "2"}]}`)).toEqual({
      ok: true,
      value: [{ idea: 'RDOQ', why: null, gain: 2 }],
    });
  });

  it('are asked for again where there are none', () => {
    const message = 'there is no JSON object with a list `ideas` in it';
    for (const text of ['I have none.', reply({ ideas: [] }), reply({ idea: 'RDOQ' })]) {
      expect(readIdeas(text)).toEqual({ ok: false, message });
    }
  });

  it('are left out where something tried says them already', () => {
    const tried = ['Trellis quantisation of the luma levels', 'Something else'];
    expect(untried(THREE, tried)).toEqual(THREE.slice(1));
  });

  it('are chosen by votes, then by what they are said to gain', () => {
    expect(elected(THREE, [3, 3, 2])).toBe(THREE[2]);
    expect(elected(THREE, [])).toBe(THREE[1]);
    expect(elected([], [1])).toBeUndefined();
  });
});

describe('a vote', () => {
  it('names one of the ideas', () => {
    expect(readChoice(reply({ choice: 2 }), 3)).toEqual({ ok: true, value: 2 });
    const message = 'choice: 4 is not allowed; allowed: 1 to 3';
    expect(readChoice(reply({ choice: 4 }), 3)).toEqual({ ok: false, message });
  });
});

describe('a summary', () => {
  it('is what is said outside of thoughts', () => {
    expect(readSummary('<think>hm</think>\nRDOQ gained 2 points.\n')).toEqual({
      ok: true,
      value: 'RDOQ gained 2 points.',
    });
    expect(readSummary('<think>hm</think>')).toMatchObject({ ok: false });
  });
});
