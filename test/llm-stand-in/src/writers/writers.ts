import {
  deadOf,
  languageOf,
  marked,
  SLIP_NAMES,
  SLIPS,
  slipsIn,
  withDead,
  WORKING,
  workingIn,
  type Language,
  type Slip,
  type SlipName,
} from './codec.ts';

/** What a writer sees of one request. */
interface WriterView {
  readonly messages: readonly { readonly role?: string; readonly content: string }[];
  /** Conversations that this model began before. */
  readonly begun: number;
}

/** A model with a known skill and no model behind it: the same requests in the same order give the same answers. */
export type Writer = (view: WriterView) => string;

const answer = (hypothesis: string, code: string): string =>
  `\`\`\`json\n${JSON.stringify({ hypothesis, confidence: 0.5 })}\n\`\`\`\n\n\`\`\`${languageOf(code)}\n${code}\`\`\`\n`;

const edits = (hypothesis: string, changes: readonly (readonly [string, string])[]): string =>
  [
    `\`\`\`json\n${JSON.stringify({ hypothesis })}\n\`\`\``,
    ...changes.map(([from, to]) => `<<<<<<< SEARCH\n${from}\n=======\n${to}\n>>>>>>> REPLACE`),
  ].join('\n\n');

const lastOf = ({ messages }: WriterView): string => messages.at(-1)?.content ?? '';
const isCorrection = ({ messages }: WriterView): boolean => messages.some(({ role }) => role === 'assistant');

/** The code that was sent last; at the beginning the parent, which is the first code that a prompt shows. */
function codeIn({ messages }: WriterView): string | undefined {
  const sent = messages.filter(({ role }) => role === 'assistant').flatMap(({ content }) => blocksIn(content));
  if (sent.length > 0) return sent.at(-1);
  return messages.filter(({ role }) => role !== 'system').flatMap(({ content }) => blocksIn(content))[0];
}

const blocksIn = (text: string): string[] =>
  [...text.matchAll(/^(`{3,})(?:python|javascript)\n([^]*?)^\1$/gmu)]
    .map(([, , body = '']) => body)
    .filter((body) => /decompress_?video_?frame/iu.test(body));

/** The language that the first message asks for. */
const wantedBy = ({ messages }: WriterView): Language =>
  messages.some(({ content }) => content.includes('block tagged `javascript`')) ? 'javascript' : 'python';

/** Each conversation of a writer begins with another number, so that its codecs differ. */
const fresh = (begun: number, language: Language = 'python'): string =>
  withDead(workingIn(language), 50 - ((begun * 7) % 30));
const slipped = (code: string, { right, wrong }: Slip): string => code.replace(right, wrong);
const slipAt = (begun: number): SlipName => SLIP_NAMES[begun % SLIP_NAMES.length] ?? 'import';

/** What it does with a prompt that it has not failed yet: another number for a parent that works, else a new codec. */
function begin(view: WriterView, slip: SlipName): string {
  const parent = codeIn(view);
  if (parent === undefined || slipsIn(parent).length > 0) {
    const language = wantedBy(view);
    const code = fresh(view.begun, language);
    return answer(`differences with DEAD ${deadOf(code)}`, slipped(code, SLIPS[language][slip]));
  }
  const dead = 20 + ((deadOf(parent) + 7 * view.begun) % 37);
  return answer(`DEAD ${dead}`, withDead(parent, dead));
}

/** Mends a slip where it is told enough to find it; where it is not, it sends the same again. */
function repair(view: WriterView): string | undefined {
  const code = codeIn(view);
  const found = slipsIn(code ?? '').find(({ told }) => told.test(lastOf(view).replaceAll(code ?? '', '')));
  if (code === undefined) return undefined;
  if (found === undefined) return isCorrection(view) ? answer('the same', code) : undefined;
  const whole = lineAround(code, found.wrong);
  return edits('the cause that was told is mended', [[whole, whole.replace(found.wrong, found.right)]]);
}

/** Edits replace whole lines. */
function lineAround(code: string, part: string): string {
  const at = code.indexOf(part);
  const end = code.indexOf('\n', at + part.length);
  return code.slice(code.lastIndexOf('\n', at) + 1, end < 0 ? code.length : end);
}

/** Slips in every new codec, and mends what it is told. */
const repairer =
  (slip?: SlipName): Writer =>
  (view) => {
    const own = slip === undefined ? 0 : 1 + SLIP_NAMES.indexOf(slip);
    return repair(view) ?? begin({ ...view, begun: view.begun + own }, slip ?? slipAt(view.begun));
  };

/** Slips in every new codec, and only words it anew whatever it is told. */
const ignorer: Writer = (view) => {
  const again = view.messages.filter(({ role }) => role === 'assistant').length;
  const before = again === 0 ? undefined : codeIn(view)?.replace(/# worded anew \d+\n$/u, '');
  return answer(
    'it must work as it is',
    `${before ?? slipped(fresh(view.begun), SLIPS.python[slipAt(view.begun)])}# worded anew ${again}\n`,
  );
};

/** Says one and the same thing, word for word. */
const repeater: Writer = () => answer('differences', WORKING);

/** Leaves its one number to the lab, and has no idea but to word its codec anew. */
const marker: Writer = ({ begun }) => answer('differences', `${marked(WORKING)}# ${begun}\n`);

const TRY = /^#\d+ \w+: score (\S+) on \w+(?:, (\S+) over its parent)?: DEAD (\d+)$/gmu;

/** Never slips, and goes on in the direction that raised the score in the tries that it is shown. */
const improver: Writer = (view) => {
  if (isCorrection(view)) return repair(view) ?? answer('as before', codeIn(view) ?? WORKING);
  const parent = codeIn(view);
  const tried = [...lastOf(view).matchAll(TRY)].map(([, score, , dead]) => ({
    score: Number(score),
    dead: Number(dead),
  }));
  const best = tried.toSorted((a, b) => b.score - a.score)[0];
  const known = new Set(tried.map(({ dead }) => dead));
  const from = best?.dead ?? deadOf(parent ?? WORKING);
  const next = [-6, 6, -3, 3, -2, 2, -1, 1, -9, 9]
    .map((change) => from + change)
    .filter((dead) => dead > 5 && dead < 70);
  const dead =
    best === undefined ? 50 - 3 * (view.begun % 4) : (next.find((one) => !known.has(one)) ?? from + view.begun);
  return answer(`DEAD ${dead}`, withDead(parent ?? WORKING, dead));
};

/** Every writer, under the name of its model. */
export const WRITERS: ReadonlyMap<string, Writer> = new Map<string, Writer>([
  ['repairer', repairer()],
  ...SLIP_NAMES.map((name) => [`repairer-of-${name}`, repairer(name)] as const),
  ['ignorer', ignorer],
  ['repeater', repeater],
  ['improver', improver],
  ['marker', marker],
]);
