import type { Language } from '@codecsmith/codec';
import { bareCode } from './bare-code.ts';
import { definesHalf, definesPair, foreignNames, nestedNames, wantedNames } from './entry-points.ts';
import { textsInJson } from './json-code.ts';
import { blocksOf, type Blocks, type Fence } from './markdown.ts';
import { unusable, type Unusable } from './outcome.ts';

export interface Code {
  readonly code: string;
  /** Its end arrived: the fence was closed, or the JSON was whole. */
  readonly complete: boolean;
  readonly forgiven: readonly string[];
}

/** Blocks that are commands or their output, never the candidate. */
const NO_CODE: ReadonlySet<string> = new Set([
  'bash',
  'sh',
  'shell',
  'zsh',
  'console',
  'pycon',
  'powershell',
  'yaml',
  'json',
  'diff',
  'patch',
]);

/**
 * The last complete codec of a reply: of its fenced blocks, else two halves joined, else in JSON, else bare in the prose,
 * else where a fence begins or ends in the middle of a line.
 */
export function chooseCode({ fences, prose }: Blocks, language: Language): Code | Unusable {
  const blocks = fences
    .filter(({ tag }) => !NO_CODE.has(tag))
    .map((fence) => ({ ...fence, ...cleaned(fence.body, language), complete: fence.closed }));
  const whole = blocks.filter(({ code }) => definesPair(code, language));
  const chosen = whole.findLast(({ closed }) => closed) ?? whole.at(-1);
  if (chosen !== undefined) return chosen;
  const arrived = joinedHalves(blocks, language) ?? inJson(fences, prose, language);
  const code = arrived ?? bareCode(prose, language);
  if (code !== undefined)
    return { code, forgiven: [], complete: arrived !== undefined && fences.every(({ closed }) => closed) };
  const loosened = loosen(fences, prose);
  if (loosened !== undefined) {
    const found = chooseCode(loosened, language);
    if (!('ok' in found)) return found;
  }
  return whyNone(blocks, prose, language);
}

/** Encoder and decoder in blocks of their own: everything from the first to the last of them, and what comes before. */
function joinedHalves(blocks: readonly { readonly code: string }[], language: Language): string | undefined {
  const last = blocks.findLastIndex(({ code }) => definesHalf(code, language));
  const joined = blocks
    .slice(0, last + 1)
    .map(({ code }) => code)
    .join('\n\n');
  return definesPair(joined, language) ? joined : undefined;
}

function inJson(fences: readonly Fence[], prose: string, language: Language): string | undefined {
  const texts = textsInJson(fences, prose).map((text) => blocksOf(text).fences.at(-1)?.body ?? text);
  return texts.findLast((text) => definesPair(text, language));
}

/** A fence that begins behind other words, or ends before a closing bracket, is given a line of its own. */
function loosen(fences: readonly Fence[], prose: string): Blocks | undefined {
  const text = [prose, ...fences.map(({ body }) => body)].join('\n');
  const loose = text
    .replaceAll(/^(.*[^\s`~].*?)(`{3,}[\w+-]*)[ \t]*$/gmu, '$1\n$2')
    .replaceAll(/^(`{3,})[ \t]*[)\]}>]+[ \t]*$/gmu, '$1');
  return loose === text ? undefined : blocksOf(loose);
}

function whyNone(blocks: readonly (Fence & Code)[], prose: string, language: Language): Unusable {
  const cut = blocks.findLast(({ closed }) => !closed);
  const all = [...blocks.map(({ code }) => code), prose].join('\n');
  const wanted = `the code must define ${wantedNames(language)}, at the top level`;
  const inside = nestedNames(all, language);
  if (inside.length > 0)
    return unusable('wrong_names', `${wanted}; here ${inside.join(' and ')} are inside of a class or a function`);
  const foreign = foreignNames(all, language);
  if (foreign.length > 0) return unusable('wrong_names', `${wanted}; here the names are ${foreign.join(' and ')}`);
  if (cut !== undefined && definesHalf(all, language)) {
    return unusable('truncated_code', 'the reply ends inside of its code block, with one half of the codec missing');
  }
  if (cut !== undefined && cut.code.trim() !== '') {
    return unusable('truncated_code', `the reply ends inside of its code block, and ${wanted}`);
  }
  if (blocks.every(({ code }) => code.trim() === '')) return unusable('no_code', 'the reply holds no code');
  return unusable('wrong_names', wanted);
}

const ENTITIES: readonly (readonly [entity: string, character: string])[] = [
  ['&quot;', '"'],
  ['&#39;', "'"],
  ['&lt;', '<'],
  ['&gt;', '>'],
];

/** Undoes what chat windows and notebooks do to code: it would be no code as it is. */
function cleaned(body: string, language: Language): Pick<Code, 'code' | 'forgiven'> {
  const escaped = ENTITIES.filter(([entity, character]) => body.includes(entity) && !body.includes(character));
  const plain = escaped.reduce((text, [entity, character]) => text.replaceAll(entity, character), body);
  const code = escaped.length > 0 ? plain.replaceAll('&amp;', '&') : plain;
  const forgiven = escaped.length > 0 ? ['HTML entities in the code'] : [];
  if (language !== 'python' || !/^(?:%|!)\w/mu.test(code)) return { code, forgiven };
  const lines = code.split('\n');
  const first = lines.findIndex((line) => /^(?:import|from|def)\s/u.test(line));
  const kept = lines.filter((line, at) => at >= first || !/^(?:%{1,2}|!)\w/u.test(line));
  return { code: kept.join('\n'), forgiven: [...forgiven, 'commands of a notebook before the code'] };
}
