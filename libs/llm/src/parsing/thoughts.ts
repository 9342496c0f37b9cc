import { endsInFence } from './markdown.ts';

/** Pairs of marks around what a model thinks before it answers, as servers pass them on in the text itself. */
const MARKS: readonly { readonly open: RegExp; readonly close: (name: string) => RegExp }[] = [
  {
    open: /<((?:seed:)?(?:think(?:ing)?|thoughts?|reason(?:ing)?|reflection|scratchpad))>/giu,
    close: (name) => new RegExp(`</${name}>`, 'giu'),
  },
  { open: /\[(THINK(?:ING)?)\]/gu, close: (name) => new RegExp(String.raw`\[/${name}\]`, 'gu') },
  { open: /◁think▷/gu, close: () => /◁\/think▷/gu },
  { open: /<\|begin_of_thought\|>/gu, close: () => /<\|end_of_thought\|>/gu },
  { open: /<\|START_THINKING\|>/gu, close: () => /<\|END_THINKING\|>/gu },
];

/** A closing mark without its opening one: the prompt of some servers ends with that one. */
const LONE_CLOSE = /<\/(?:seed:)?(?:think(?:ing)?|thought)>|\[\/THINK(?:ING)?\]|◁\/think▷/giu;

const CHANNELS = /^\s*(?:<\|start\|>\s*assistant\s*)?<\|channel\|>/u;
const CHANNEL = /(?:<\|start\|>\s*assistant\s*)?<\|channel\|>\s*(\w+)[^<]*<\|message\|>/gu;
const CHANNEL_END = /<\|(?:end|return|call)\|>[\s\S]*$/u;

export interface Spoken {
  /** The reply without its thoughts. */
  readonly text: string;
  /** The reply ended before a thought did. */
  readonly endless: boolean;
}

/**
 * Sets a model's thoughts aside. A mark counts only where the answer itself speaks: not inside of a fence, and not in
 * quotes, for code may hold such marks too.
 */
export function withoutThoughts(reply: string): Spoken {
  if (CHANNELS.test(reply)) return finalChannel(reply);
  let [text, endless] = [reply, false];
  for (const { open, close } of MARKS) {
    for (let from = 0; ;) {
      const mark = [...text.matchAll(open)].find(({ index }) => index >= from && speaks(text, index));
      if (mark === undefined) break;
      const pattern = close(mark[1] ?? '');
      pattern.lastIndex = mark.index + mark[0].length;
      const end = pattern.exec(text);
      endless ||= end === null;
      text = `${text.slice(0, mark.index)}${end === null ? '' : text.slice(end.index + end[0].length)}`;
      from = mark.index;
    }
  }
  const lone = [...text.matchAll(LONE_CLOSE)].findLast(
    ({ index, 0: mark }) => isLine(text, index, mark) || speaks(text, index),
  );
  return { text: lone === undefined ? text : text.slice(lone.index + lone[0].length), endless };
}

/** Answers in channels: only the final one is meant for the reader. */
function finalChannel(reply: string): Spoken {
  const starts = [...reply.matchAll(CHANNEL)];
  const parts = starts.map((start, index) => ({
    name: start[1]?.toLowerCase(),
    text: reply.slice(start.index + start[0].length, starts[index + 1]?.index).replace(CHANNEL_END, ''),
  }));
  const final = parts.findLast(({ name }) => name === 'final');
  return { text: final?.text ?? '', endless: final === undefined };
}

const speaks = (text: string, at: number): boolean => {
  const before = text.slice(0, at);
  return !/["'`]$/u.test(before) && !endsInFence(before);
};

/** A closing mark on a line of its own ends a thought even where the thought left a fence open. */
function isLine(text: string, at: number, mark: string): boolean {
  const from = text.lastIndexOf('\n', at - 1) + 1;
  const to = text.indexOf('\n', at);
  return text.slice(from, to < 0 ? undefined : to).trim() === mark;
}
