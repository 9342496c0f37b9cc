import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { randomFrom } from '@codecsmith/kernel';
import { loadEngines } from '../wasm/load-wasm.ts';
import { python } from '../testing/python.testing.ts';
import { createPythonEngine, type PythonEngine } from './engine.ts';
import { checkSyntax } from './syntax.ts';

const HONEST = new URL('../../corpus/honest/', import.meta.url);
const COMPILES = fileURLToPath(new URL('../testing/compiles.py', import.meta.url));

/** What is thrown into a program to break it, now and then without success. */
const PIECES = `( ) [ ] { } : , = == := * ** . if else for in def class return yield await async lambda not is None 1 x
  -> @ global nonlocal break continue pass import try: except: with as del 0x 1_000 += ... ~ <> ! $ ? \``
  .split(/\s+/u)
  .concat('"s"', "f'{x}'", 'b"a"', '\n', '    ', 'match x:', 'case _:', 'print x', 'global x');

/** One small change at a random place: something put in, taken out, or a line moved sideways. */
function mutate(text: string, random: () => number): string {
  const at = Math.floor(random() * text.length);
  const piece = PIECES[Math.floor(random() * PIECES.length)] ?? '';
  const kind = random();
  if (kind < 0.4) return text.slice(0, at) + piece + text.slice(at);
  if (kind < 0.6) return `${text.slice(0, at)} ${piece} ${text.slice(at)}`;
  if (kind < 0.8) return text.slice(0, at) + text.slice(at + 1 + Math.floor(random() * 4));
  const lines = text.split('\n');
  const index = Math.floor(random() * lines.length);
  lines[index] = random() < 0.5 ? ` ${lines[index]}` : (lines[index] ?? '').slice(1);
  return lines.join('\n');
}

describe('syntax as this machine’s interpreter sees it', () => {
  let engine: PythonEngine;
  beforeAll(async () => {
    engine = await createPythonEngine(loadEngines());
  });

  const disagreements = (texts: readonly string[]) => {
    const verdicts = JSON.parse(python([COMPILES], JSON.stringify(texts))) as boolean[];
    return texts.filter((text, index) => (checkSyntax(engine, text).length === 0) !== verdicts[index]);
  };

  it('agrees on honest candidates with one or two random wounds', () => {
    const random = randomFrom('wounds');
    const sources = readdirSync(HONEST)
      .filter((file) => file.endsWith('.py') && !file.includes('big_table') && !file.includes('tabs'))
      .map((file) => readFileSync(new URL(file, HONEST), 'utf8'));
    const wounded = sources.flatMap((source) =>
      Array.from({ length: 12 }, () => {
        const once = mutate(source, random);
        return random() < 0.3 ? mutate(once, random) : once;
      }),
    );
    expect(wounded.length).toBeGreaterThan(700);
    expect(disagreements(wounded)).toEqual([]);
  });
});
