import { readFile } from 'node:fs/promises';
import { LANGUAGES } from '@codecsmith/codec';
import { EXAMPLES, exampleCode } from '@codecsmith/llm';
import { Workbench } from './cleared.testing.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await Workbench.open();
});
afterAll(() => bench.close());

describe('the codecs that prompts show', () => {
  it.each(LANGUAGES.flatMap((language) => EXAMPLES.map((name) => [language, name] as const)))(
    '%s %s decodes to about the source, at odd sizes too, by fewer bytes at a lower quality',
    async (language, name) => {
      const candidate = bench.clear(exampleCode(language, name), language);
      const result = await bench.run(candidate, {
        width: 38,
        height: 22,
        frames: 3,
        qualities: [20, 90],
        checkBehaviour: true,
      });
      if (result.outcome !== 'completed')
        throw new Error(`${result.outcome}: ${result.cause.message}\n${result.lastLines}`);
      const [low, high] = result.runs;
      expect(low?.bitstream.length).toBeLessThan(high?.bitstream.length ?? 0);
      const shown = await readFile(high?.reconstruction ?? '');
      const source = Buffer.from(shown.map((_, index) => 60 + ((index * 7) % 120)));
      const error = shown.reduce((sum, value, index) => sum + (value - (source[index] ?? 0)) ** 2, 0) / shown.length;
      expect(error).toBeLessThan(20);
      expect(result.codingMode.mode).toBe(name === 'inter' ? 'low-delay' : 'all-intra');
    },
  );
});
