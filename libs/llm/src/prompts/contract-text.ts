import { readFileSync } from 'node:fs';
import {
  APIS,
  COLORS,
  ENTRY_POINTS,
  JAVASCRIPT_HOST_GLOBALS,
  JAVASCRIPT_MODULES,
  LIMITS,
  TRACK_MODULES,
  type Language,
  type Track,
} from '@codecsmith/codec';
import { RULE_CATALOGUE } from '@codecsmith/sanitizer';
import { codeckitSummary } from '@codecsmith/codeckit';
import type { Limits } from '@codecsmith/experiment';
import { limitsText } from './limits-text.ts';

/** What the contract depends on. */
export interface ContractTerms {
  readonly language: Language;
  readonly track: Track;
  /** What the campaign set; the rest has the jail's defaults. */
  readonly limits: Limits;
}

/** The contract in words, made from the same constants that the sanitizer, the jail and the harness use. */
export function contractText({ language, track, limits }: ContractTerms): string {
  return [
    ...pairs(language),
    ...FRAMES[language],
    configText(language),
    ...COMMON,
    TUNABLE[language],
    limitsText(language, limits),
    libraries(language, track),
    sizes(),
  ].join('\n');
}

/** What candidates find in `codeckit`, name by name; of its engine, which is JavaScript's, what each tool is worth. */
export const codeckitText = (language: Language): string =>
  language === 'javascript'
    ? `${codeckitSummary(language).trimEnd()}\n\n${worthText()}`
    : codeckitSummary(language).trimEnd();

/** Losses as `docs/codeckit.md` has them. */
const worthText = (): string =>
  readFileSync(new URL('../../prompts/tools/worth.md', import.meta.url), 'utf8').trimEnd();

function pairs(language: Language): string[] {
  const signatures = APIS.map((api) => {
    const { encode, decode } = ENTRY_POINTS[language][api];
    const call = ({ name, parameters }: typeof encode) => `\`${name}(${parameters.join(', ')})\``;
    return `- ${api === 'frame' ? 'Frame by frame' : 'The clip at once'}: ${call(encode)} and ${call(decode)}.`;
  });
  return [
    'Define both functions of one of these pairs, at the top level, with exactly these parameters:',
    ...signatures,
  ];
}

const FRAMES: Readonly<Record<Language, readonly string[]>> = {
  python: [
    `- The encoder gets a uint8 array and returns \`bytes\`; the decoder gets these bytes and returns a uint8 array of exactly the frame's shape. \`encode_video\` gets all frames stacked, \`[N, …]\`, and \`decode_video\` returns them so.`,
    `- \`COLOR\` at module level is one of ${COLORS.map((color) => `"${color}"`).join(', ')}; prefer "i420", on which scores are computed: an array of H·3/2 lines by W columns whose Y, U and V lie one after another in \`frame.reshape(-1)\`: cut planes by flat offsets (W·H, then twice W·H/4).`,
  ],
  javascript: [
    '- A frame is `{ width, height, color, data: Uint8Array }`. The encoder returns a `Uint8Array`, the decoder a `Uint8Array` of exactly the length of `data`. `encodeVideo` gets an array of frames, `decodeVideo` returns all planes one after another.',
    `- \`const COLOR\` at the top level is one of ${COLORS.map((color) => `"${color}"`).join(', ')}; prefer "i420": Y, U and V lie one after another in \`data\`.`,
  ],
};

const CONFIG: Readonly<Record<Language, string>> = {
  python: 'a dict, read as `config["quality"]`',
  javascript: 'an object, read as `config.quality`',
};

const configText = (language: Language): string =>
  `- \`config\` is ${CONFIG[language]}, the same on both sides: width, height, fps, frame_count, color, quality (whole, 1 to 100, higher is better), seed, device.`;

const COMMON = [
  '- Each side is one fresh process for the whole clip: module state lives from frame to frame, and never from encoder to decoder. Frames come in order, except where the lab tries whether packets decode alone. Any size may come; i420 sizes are even.',
  '- The decoder sees the packets and `config`, nothing else. There are no files, no network, no other processes.',
];

const TUNABLE: Readonly<Record<Language, string>> = {
  python: tunableText('PRICE = 0.11  # tune 0.05..0.2'),
  javascript: tunableText('const PRICE = 0.11; // tune 0.05..0.2'),
};

function tunableText(line: string): string {
  return `- A number at the top level may carry its range behind it: \`${line}\`. In a campaign the lab tries other values of such numbers by itself, so no answer is needed to vary one.`;
}

function libraries(language: Language, track: Track): string {
  const modules = language === 'python' ? ['the standard library', ...TRACK_MODULES[track]] : JAVASCRIPT_MODULES;
  const globals =
    language === 'python' ? '' : ` The only globals beyond the language: ${JAVASCRIPT_HOST_GLOBALS.join(', ')}.`;
  return `- Importable: ${modules.join(', ')}. \`codeckit\` holds tested building blocks, listed below.${globals}`;
}

const sizes = (): string =>
  `- The file may have ${LIMITS.packageBytes / 1024} KiB, one literal ${LIMITS.literalBytes / 1024} KiB.`;

/** What the sanitizer refuses, a line a rule. */
export const rulesText = (language: Language): string =>
  RULE_CATALOGUE[language]
    .filter((rule) => rule.kind === 'reject')
    .map((rule) => `- ${rule.title}`)
    .join('\n');
