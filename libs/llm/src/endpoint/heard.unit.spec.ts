import { hear, NOTHING_HEARD } from './heard.ts';

const COUNT = { prompt_tokens: 100, completion_tokens: 50 };

describe('the count of an answer', () => {
  it.each([
    ['beside the choices', { usage: COUNT }],
    ['by its other names', { usage: { input_tokens: 100, output_tokens: 50 } }],
    ['as Ollama counts', { prompt_eval_count: 100, eval_count: 50 }],
    ['among what Groq says of a stream', { x_groq: { id: 'req', usage: COUNT } }],
  ])('is read %s', (_, more) => {
    expect(hear(NOTHING_HEARD, { choices: [], ...more }).usage).toEqual({ input: 100, output: 50 });
  });
});
