import { LANGUAGES, type Language } from '@codecsmith/codec';
import type { Outcome } from '@codecsmith/experiment';
import { contractText } from '../prompts/contract-text.ts';
import { EXAMPLES, exampleCode, type ExampleName } from '../prompts/examples.ts';

const NAMES: Readonly<Record<Language, string>> = { python: 'Python', javascript: 'JavaScript' };
const KINDS: Readonly<Record<ExampleName, string>> = {
  intra: 'Frame by frame, all-intra',
  inter: 'Frame by frame, with motion (low-delay)',
};

const BEFORE = `# The contract of a codec

A codec is one file of Python, JavaScript or TypeScript (whose types are left out before it runs; nothing is compiled, so no \`enum\`). This page is made from the constants that the sanitizer, the jail and the harness use, and its sentences are those of the prompts; a test fails when it is out of date (\`npm run docs -w @codecsmith/llm\`).
`;

const AFTER = `## WebAssembly of your own

A candidate in JavaScript may bring a module as base64 or as numbers, in literals of at most 32 KiB that count towards its 256 KiB. A jail has no \`atob\` and no streams: read the text yourself and use \`new WebAssembly.Module(bytes)\` ([an example](../libs/sanitizer/corpus/honest/96_web_assembly.js)). SIMD works; threads do not, since a side has one core and no workers. Prefer integers: the sign and the payload of a NaN may differ between machines, so neither may reach a packet or a decision that both sides make. The sanitizer warns (\`jail.dynamic\`), because nothing can read the module before it runs; the jail holds it like everything else.

## What happens to it

1. The [sanitizer](sanitizer.md) reads the file. It repairs what has one meaning (a Markdown fence, a \`main\` block) and refuses the rest with rule, line and advice.
2. Each side runs in a [jail](security/jail.md) of its own: the encoder gets frames and gives packets, the decoder gets the packets and gives frames. Only the packets cross, and every byte of them is counted.
3. The lab measures what the decoder returned against the source ([measurement](measurement.md)). What a codec says of itself is not used.
4. A codec whose packets decode alone competes with encoders in all-intra; one that carries anything from packet to packet, learned statistics included, with low-delay; one whose packet needs later frames with random access. The lab finds out by decoding packets alone and out of order.

## How it ends

| outcome | meaning |
|---|---|
`;

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  completed: 'measured; the document has curves, scores and flags',
  rejected: 'the sanitizer refused the file; `cause` names rule, line and advice',
  not_drafted: 'no code came: a model declined, or its answer held none',
  crashed: 'an exception, with side, frame and your line',
  timed_out: 'the limit of time was reached; `cause` names the side',
  out_of_memory: 'the limit of memory was reached',
  output_invalid:
    'the decoder returned frames of another shape, type or number, other frames at a second decode (`not_reproducible`), or the encoder no bytes',
  jail_violated: 'a call that the jail forbids',
  measurement_failed: 'what the decoder returned could not be compared with the source',
  cancelled: 'somebody cancelled it',
  expired: 'the lab could not run it: three executors were lost on it, or a deadline passed',
};

const outcomeRows = (): string =>
  Object.entries(OUTCOMES)
    .map(([outcome, meaning]) => `| \`${outcome}\` | ${meaning} |\n`)
    .join('');

/** docs/contract.md: the contract in both languages, with complete examples. */
export const contractPage = (): string => [BEFORE, ...LANGUAGES.map(languagePart), AFTER + outcomeRows()].join('\n');

const languagePart = (language: Language): string =>
  [
    `## ${NAMES[language]}`,
    '',
    contractText({ language, track: 'pure', limits: {} }),
    '',
    ...EXAMPLES.flatMap((name) => [
      `${KINDS[name]}:`,
      '',
      `\`\`\`${language}`,
      exampleCode(language, name).trimEnd(),
      '```',
      '',
    ]),
  ].join('\n');
