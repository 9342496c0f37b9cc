import { describeField, fieldNamed, QUERY_FIELDS, type QueryField } from './fields.ts';
import { QueryProblem } from './query-problem.ts';
import { wordsOf, type Word } from './words.ts';

const OPERATORS = ['=', '!=', '<', '<=', '>', '>=', '~'] as const;
type QueryOperator = (typeof OPERATORS)[number];
/** What each kind of field can be compared by; `~` means "contains". */
const FITTING: Readonly<Record<string, readonly QueryOperator[]>> = {
  text: ['=', '!=', '~'],
  number: ['=', '!=', '<', '<=', '>', '>='],
  time: ['<', '<=', '>', '>='],
  flag: ['=', '!='],
};

/** One comparison. */
export interface Comparison {
  readonly kind: 'is';
  readonly field: QueryField;
  readonly operator: QueryOperator;
  readonly value: string | number | boolean | Date;
}
export type QueryCondition =
  | Comparison
  /** A bare word: in the name, or at the beginning of the id or of the candidate's digest. */
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly QueryCondition[] }
  | { readonly kind: 'not'; readonly part: QueryCondition };

/** Beyond what people write, and far below what a database minds. */
const MOST_CHARACTERS = 1000;
const MOST_DEPTH = 20;

/**
 * Reads a query such as `score > 5 and family = motion and tag:paper`.
 *
 * `and`, `or`, `not` and brackets combine comparisons; `:` means `=`, `~` means "contains"; two things side by side must
 * both be true; text with blanks is put in quotation marks.
 *
 * @throws QueryProblem that names the place
 */
export function parseQuery(query: string): QueryCondition {
  if (query.length > MOST_CHARACTERS) {
    throw new QueryProblem(`a query has at most ${MOST_CHARACTERS} characters`, MOST_CHARACTERS);
  }
  return new Reader(wordsOf(query)).whole();
}

class Reader {
  #next = 0;
  #depth = 0;

  constructor(private readonly words: readonly Word[]) {}

  whole(): QueryCondition {
    if (this.#peek().kind === 'end') throw new QueryProblem('there is nothing to look for', 0);
    const condition = this.#alternatives();
    if (this.#peek().kind !== 'end')
      throw new QueryProblem(`"${this.#peek().text}" does not belong here`, this.#peek().at);
    return condition;
  }

  #peek(): Word {
    const word = this.words[this.#next];
    if (word === undefined) throw new Error('a query ends with its end');
    return word;
  }

  #take(): Word {
    const word = this.#peek();
    this.#next += 1;
    return word;
  }

  #isKeyword(name: string): boolean {
    return this.#peek().kind === 'word' && this.#peek().text.toLowerCase() === name;
  }

  #alternatives(): QueryCondition {
    const parts = [this.#all()];
    while (this.#isKeyword('or')) {
      this.#take();
      parts.push(this.#all());
    }
    return together('or', parts);
  }

  #all(): QueryCondition {
    const parts = [this.#one()];
    for (;;) {
      if (this.#isKeyword('and')) this.#take();
      else if (this.#peek().kind === 'end' || this.#peek().kind === 'close' || this.#isKeyword('or')) {
        return together('and', parts);
      }
      parts.push(this.#one());
    }
  }

  #one(): QueryCondition {
    if (this.#isKeyword('not')) {
      this.#take();
      return { kind: 'not', part: this.#deeper(() => this.#one()) };
    }
    const word = this.#take();
    if (word.kind === 'open') return this.#inBrackets(word);
    if (word.kind !== 'word' && word.kind !== 'quoted') {
      const found = word.kind === 'end' ? 'the query ends' : `"${word.text}" is`;
      throw new QueryProblem(`${found} where a field or a word is expected`, word.at);
    }
    if (this.#peek().kind === 'operator') return this.#comparison(word);
    if (word.kind === 'word' && ['and', 'or'].includes(word.text.toLowerCase())) {
      throw new QueryProblem(`there is nothing before "${word.text}"`, word.at);
    }
    const flag = word.kind === 'word' ? fieldNamed(word.text) : undefined;
    if (flag !== undefined && describeField(flag).kind === 'flag') {
      return { kind: 'is', field: flag, operator: '=', value: true };
    }
    return { kind: 'word', text: word.text };
  }

  #inBrackets(open: Word): QueryCondition {
    const inner = this.#deeper(() => this.#alternatives());
    if (this.#peek().kind !== 'close') throw new QueryProblem('this bracket is not closed', open.at);
    this.#take();
    return inner;
  }

  #deeper(read: () => QueryCondition): QueryCondition {
    this.#depth += 1;
    if (this.#depth > MOST_DEPTH) throw new QueryProblem('there are too many brackets', this.#peek().at);
    const condition = read();
    this.#depth -= 1;
    return condition;
  }

  #comparison(name: Word): Comparison {
    const field = fieldNamed(name.text);
    if (field === undefined) {
      throw new QueryProblem(`there is no field "${name.text}"`, name.at, Object.keys(QUERY_FIELDS));
    }
    const sign = this.#take();
    const operator = OPERATORS.find((each) => each === (sign.text === ':' ? '=' : sign.text));
    const fitting = FITTING[describeField(field).kind] ?? [];
    if (operator === undefined || !fitting.includes(operator)) {
      throw new QueryProblem(`"${sign.text}" does not fit ${field}`, sign.at, fitting);
    }
    const value = this.#take();
    if (value.kind !== 'word' && value.kind !== 'quoted') {
      throw new QueryProblem(`a value is expected after "${sign.text}"`, value.at);
    }
    return { kind: 'is', field, operator, value: valueOf(field, value) };
  }
}

const together = (kind: 'and' | 'or', parts: readonly QueryCondition[]): QueryCondition =>
  parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind, parts };

const FLAGS: Readonly<Record<string, boolean>> = { yes: true, true: true, no: false, false: false };

function valueOf(field: QueryField, { text, at }: Word): Comparison['value'] {
  const { kind, values } = describeField(field);
  if (kind === 'number') {
    const number = Number(text);
    if (text.trim() !== '' && Number.isFinite(number)) return number;
    throw new QueryProblem(`${field} is compared with a number, not with "${text}"`, at);
  }
  if (kind === 'time') {
    const time = new Date(text);
    if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(time.getTime())) return time;
    throw new QueryProblem(`${field} is compared with a day, such as 2026-05-31, not with "${text}"`, at);
  }
  if (kind === 'flag') {
    const flag = FLAGS[text.toLowerCase()];
    if (flag !== undefined) return flag;
    throw new QueryProblem(`${field} is yes or no`, at, Object.keys(FLAGS));
  }
  if (values !== undefined && !values.includes(text)) {
    throw new QueryProblem(`${field} is never "${text}"`, at, values);
  }
  return text;
}
