import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const OPERATORS = {
  seed: 'Write a codec from scratch',
  edit: 'Improve this codec by one focused change',
  rewrite: 'Rewrite this codec around a different idea',
  crossover: 'Combine the strengths of these two codecs',
  repair: 'This codec had a promising idea and failed',
} as const;
type Operator = keyof typeof OPERATORS;

/** What a request asks for: told by its words, as the prompt files have had them in every release. */
export interface Wanted {
  readonly operator: Operator | null;
  readonly language: 'python' | 'javascript';
  /** The first codec that the request shows; null where it shows none. */
  readonly parent: string | null;
  /** What the model said before in this conversation. */
  readonly said: readonly string[];
}

/** An answer of a real model, and what it was an answer to. */
export interface RecordedAnswer extends Wanted {
  /** Number of its files. */
  readonly name: string;
  readonly text: string;
}

type Messages = readonly { readonly role?: string; readonly content: string }[];

/** Reads what a request wants. */
export function wantedIn(messages: Messages): Wanted {
  const [system = '', user = ''] = ['system', 'user'].map(
    (role) => messages.find((message) => message.role === role)?.content ?? '',
  );
  const language = /block tagged `javascript`/u.test(system) ? 'javascript' : 'python';
  const found = Object.entries(OPERATORS).find(([, words]) => user.includes(words));
  return {
    language,
    operator: (found?.[0] as Operator | undefined) ?? null,
    parent: parentIn(user, language),
    said: messages.filter(({ role }) => role === 'assistant').map(({ content }) => content),
  };
}

function parentIn(user: string, language: string): string | null {
  const from = user.search(/^## (?:The parent|Parent 1)/mu);
  if (from < 0) return null;
  const [, , code] = new RegExp(`^(\`{3,})${language}\n([^]*?)^\\1$`, 'mu').exec(user.slice(from)) ?? [];
  return code ?? null;
}

/** Every recorded answer of a folder of `NNN.prompt.json` and `NNN.answer.txt`, in order. */
export function readRecorded(folder: string): RecordedAnswer[] {
  const names = readdirSync(folder).flatMap((file) => /^(\d+)\.answer\.txt$/u.exec(file)?.[1] ?? []);
  return names.sort().map((name) => {
    const { messages } = JSON.parse(readFileSync(join(folder, `${name}.prompt.json`), 'utf8')) as {
      messages: Messages;
    };
    return { name, text: readFileSync(join(folder, `${name}.answer.txt`), 'utf8'), ...wantedIn(messages) };
  });
}
