import {
  modelsOf,
  parseBudget,
  parseParameter,
  parsePrice,
  parseRoles,
  parseShare,
  withRoles,
} from './campaign-options.ts';

const CHEAP = { inputUsdPerMillion: 0.1, outputUsdPerMillion: 0.4 };
const DEAR = { inputUsdPerMillion: 2, outputUsdPerMillion: 8 };

describe('options of a campaign', () => {
  it('take limits by the names that people use', () => {
    expect(parseBudget('money=0.5', parseBudget('evaluations=60', {}))).toEqual({ evaluations: 60, costUsd: 0.5 });
  });

  it('take prices as input and output', () => {
    expect(parsePrice('0.40/1.60', [])).toEqual([{ inputUsdPerMillion: 0.4, outputUsdPerMillion: 1.6 }]);
  });

  it.each([
    [[], [{ name: 'a' }, { name: 'b' }]],
    [
      [CHEAP],
      [
        { name: 'a', ...CHEAP },
        { name: 'b', ...CHEAP },
      ],
    ],
    [
      [CHEAP, DEAR],
      [
        { name: 'a', ...CHEAP },
        { name: 'b', ...DEAR },
      ],
    ],
  ])('give models no price, one for all or one each: %j', (prices, models) => {
    expect(modelsOf(['a', 'b'], prices)).toEqual(models);
  });

  it.each([
    [['a', 'b', 'c'], [CHEAP, DEAR], 'price: 2 × --price for 3 × --model is not allowed. Allowed: 0, 1, 3'],
    [['a'], [CHEAP, DEAR], 'price: 2 × --price for 1 × --model is not allowed. Allowed: 0, 1'],
    [['a', 'b', 'a'], [], 'model: "a" is given twice'],
  ])('refuse prices that do not fit, and a model named twice: %j', (names, prices, message) => {
    expect(() => modelsOf(names, prices)).toThrow(message);
  });

  it('give models roles and shares by name, and refuse them of a model that is not asked', () => {
    const [roles, shares] = [parseRoles('lan:a=repair', {}), parseShare('b=2', {})];
    const models = [{ name: 'lan:a' }, { name: 'b' }];
    expect(withRoles(models, roles, shares)).toEqual([
      { name: 'lan:a', roles: ['repair'] },
      { name: 'b', share: 2 },
    ]);
    expect(() => withRoles([{ name: 'b' }], roles, shares)).toThrow('role: there is no --model lan:a');
    expect(() => parseRoles('a=think', {})).toThrow(
      '"a=think" is not allowed: MODEL=ROLE,… is, with write, repair, plan, summarise.',
    );
    expect(() => parseShare('a=0', {})).toThrow('"a=0" is not allowed');
  });

  it('take parameters of any shape', () => {
    const parsed = parseParameter('operators={"edit":1}', parseParameter('targetScore=null', {}));
    expect(parsed).toEqual({ targetScore: null, operators: { edit: 1 } });
  });

  it.each([
    [
      () => parseBudget('minutes=3', {}),
      '"minutes=3" is not allowed: NAME=NUMBER is, with evaluations, tokens, money,',
    ],
    [() => parseBudget('money=much', {}), '"money=much" is not allowed'],
    [() => parsePrice('3', []), '"3" is not allowed: INPUT/OUTPUT is, like 0.40/1.60.'],
    [() => parseParameter('speed=1', {}), '"speed=1" is not allowed: NAME=VALUE is, with seeds, islands,'],
    [() => parseParameter('lag=x', {}), 'lag: "x" is not allowed: a number, null or other JSON is.'],
  ])('name what is not allowed, and what is', (parse, message) => {
    expect(parse).toThrow(message);
  });
});
