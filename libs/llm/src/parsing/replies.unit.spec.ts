import { parseReply, type Draft, type Unusable } from '../index.ts';

const HEAD = 'import lzma\nimport numpy as np\n\n';
const ENCODE = 'def encode_video(frames, config):\n    return lzma.compress(frames.tobytes())\n';
const DECODE =
  'def decode_video(data, config):\n    raw = lzma.decompress(data)\n    return np.frombuffer(raw, np.uint8).reshape(config["shape"])\n';
const CODEC = `${HEAD}${ENCODE}\n\n${DECODE}`;
const OTHER = CODEC.replace('lzma.compress(frames.tobytes())', 'lzma.compress(frames.tobytes(), preset=9)');
const T = '```';
const block = (code: string, tag = 'python', mark = T) => `${mark}${tag}\n${code}${mark}\n`;
const indented = (text: string, by: number) => text.replaceAll(/^(?=.)/gmu, ' '.repeat(by));

const read = (reply: string, parent: string | null = null) => parseReply(reply, { language: 'python', parent });
const codeOf = (reply: string, parent: string | null = null): string => {
  const found = read(reply, parent);
  return found.ok ? found.code : `${found.cause}: ${found.message}`;
};

describe('Markdown around a codec', () => {
  it.each([
    ['a wrapper of as many ticks', block(`Here:\n\n${block(CODEC)}`, 'markdown')],
    ['a wrapper of more ticks', block(`Here:\n\n${block(CODEC)}`, 'md', '`````')],
    ['an item of a list', `- so:\n\n${indented(block(CODEC), 2)}`],
    ['an item of a list, indented further', `3. so:\n\n${indented(block(CODEC), 5)}`],
    ['a quotation', block(CODEC).replaceAll(/^/gmu, '> ')],
    ['a fence behind words', `It is this: ${block(CODEC)}`],
    ['code on the line of the fence', `${T}python ${CODEC}${T}`],
    ['a fence in a box', String.raw`\boxed{` + block(CODEC).trimEnd() + '}'],
    ['tildes', block(CODEC, 'python', '~~~~')],
    ...['text', 'plaintext', '', 'py', 'Python3', 'python:main.py', '{.python .numberLines}', 'python title="x"'].map(
      (tag) => [`the tag ${tag}`, block(CODEC, tag)],
    ),
    ['a tag of XML', `<answer>\n${block(CODEC)}</answer>\n`],
    ['no fence, a tag of XML', `<code>\n${CODEC}</code>\n`],
    ['no fence, prose on both sides', `Sure, this:\n\n${CODEC}\nIt keeps (all) pixels; size = whatever.\n`],
    ['no fence, all indented', `This:\n\n${indented(CODEC, 4)}`],
    ['a fence that never ends', `${T}python\n${CODEC}`],
    ['Windows line ends', block(CODEC).replaceAll('\n', '\r\n')],
    ['a token that ends the turn behind the fence', `${block(CODEC).trimEnd()}<|eot_id|>`],
    ['a notebook', block(`%matplotlib inline\n!pip install numpy\n${CODEC}`)],
    ['escapes of HTML', block(CODEC.replaceAll('"', '&quot;'))],
    ['JSON', JSON.stringify({ hypothesis: 'h', source: CODEC })],
    ['JSON with a fence inside', JSON.stringify({ answer: block(CODEC) })],
    ['JSON with bare line ends', `{"hypothesis": "h", "code": "${CODEC.replaceAll('"', String.raw`\"`)}"}`],
    ['a call of a tool in words', block(JSON.stringify({ name: 'submit', arguments: { file: CODEC } }), 'json')],
    ['a call of a tool with text for arguments', JSON.stringify({ arguments: JSON.stringify({ code: CODEC }) })],
    [
      'commands before and an example after',
      `${block('pip install numpy\n', 'bash')}${block(CODEC)}${block('import cv2\nencode_video(cv2, {})\n')}`,
    ],
  ])('%s', (_, reply) => {
    expect(codeOf(reply).trimEnd()).toBe(CODEC.trimEnd());
  });

  it.each([
    ['bare', `"""A codec.\n\n${T}\nan example\n${T}\n"""\n`],
    ['tagged', `"""A codec.\n\n${T}python\nx = 1\n${T}\n"""\n`],
  ])('a docstring with a %s fence at the margin ends no block', (_, docstring) => {
    expect(codeOf(`Here.\n\n${block(docstring + CODEC)}\nThat is all.\n`)).toBe(docstring + CODEC);
  });

  it('takes the last complete codec of several', () => {
    expect(codeOf(`Before:\n${block(CODEC)}After:\n${block(OTHER)}`)).toBe(OTHER);
    expect(codeOf(`${block(CODEC)}Better:\n${T}python\n${OTHER.slice(0, -40)}`)).toBe(CODEC);
  });

  it('joins two halves, without the example that follows', () => {
    const example = block('print(len(encode_video(None, {})))\n');
    expect(codeOf(`${block(HEAD + DECODE)}and\n${block(ENCODE)}${example}`)).toBe(`${HEAD}${DECODE}\n${ENCODE}`);
  });
});

describe('thoughts', () => {
  const draft = `First try:\n${block(CODEC)}no, better:\n`;
  it.each([
    ['<think>', `<think>${draft}</think>`],
    ['<THINKING>', `<THINKING>\n${draft}</THINKING>\n`],
    ['<thought>', `<thought>${draft}</thought>\n`],
    ['[THINK]', `[THINK]${draft}[/THINK]`],
    ['◁think▷', `◁think▷${draft}◁/think▷`],
    ['<|begin_of_thought|>', `<|begin_of_thought|>${draft}<|end_of_thought|>`],
    ['a lone </think>', `${draft}</think>\n`],
    ['a lone </think> after a fence that never ended', `Try:\n${T}python\n${CODEC}\n</think>\n`],
    ['channels', `<|channel|>analysis<|message|>${draft}<|end|><|start|>assistant<|channel|>final<|message|>`],
  ])('of the form %s are set aside', (_, thoughts) => {
    expect(codeOf(thoughts + block(OTHER))).toBe(OTHER);
    expect(codeOf(thoughts)).toContain('no_code');
  });

  it('that never end leave no answer', () => {
    expect(codeOf(`<think>${draft}`)).toBe('no_code: the reply ends before its thoughts do: it holds no answer');
  });

  it.each(['<think>', '</think>', '<|channel|>', '[THINK]'])('a codec that holds %s keeps it', (mark) => {
    const code = `MARK = "${mark}"\n${CODEC}`;
    expect(codeOf(block(code))).toBe(code);
    expect(codeOf(code)).toBe(code);
  });
});

describe('edits', () => {
  const PARENT = `STEP = 20\nSTEPS = [\n    1,\n    2,\n]\n\n\nclass Tool:\n    """Rounds.\n\n    Notes\n    =====\n    up\n    """\n\n    def run(self, x):\n        return x + 1\n\n\n${CODEC}`;
  const edit = (search: string, replace: string, marks = ['<<<<<<< SEARCH', '=======', '>>>>>>> REPLACE']) =>
    `${marks[0]}\n${search}\n${marks[1]}\n${replace}\n${marks[2]}\n`;
  const changed = PARENT.replace('STEP = 20', 'STEP = 24');

  it.each([
    ['SEARCH and REPLACE', edit('STEP = 20', 'STEP = 24')],
    ['in a fence', block(edit('STEP = 20', 'STEP = 24'))],
    ['in a fence that ends on the line of the last mark', `${T}\n${edit('STEP = 20', 'STEP = 24').trimEnd()}${T}`],
    [
      'with a file name',
      edit('STEP = 20', 'STEP = 24', ['<<<<<<< SEARCH codec.py', '=======', '>>>>>>> REPLACE codec.py']),
    ],
    ['ORIGINAL and UPDATED', edit('STEP = 20', 'STEP = 24', ['<<<<<<< ORIGINAL', '=======', '>>>>>>> UPDATED'])],
    ['of a merge conflict', edit('STEP = 20', 'STEP = 24', ['<<<<<<< HEAD', '=======', '>>>>>>> mine'])],
    ['in small letters', edit('STEP = 20', 'STEP = 24', ['<<<<<<< search', '=======', '>>>>>>> replace'])],
    ['with longer marks', edit('STEP = 20', 'STEP = 24', ['<<<<<<<<< SEARCH', '=========', '>>>>>>>>> REPLACE'])],
    ['dashes and pluses', edit('STEP = 20', 'STEP = 24', ['------- SEARCH', '=======', '+++++++ REPLACE'])],
    ['escaped as HTML', edit('STEP = 20', 'STEP = 24').replaceAll('<', '&lt;').replaceAll('>', '&gt;')],
    [
      'a unified diff',
      block('--- a/codec.py\n+++ b/codec.py\n@@ -1,2 +1,2 @@\n-STEP = 20\n+STEP = 24\n STEPS = [\n', 'diff'),
    ],
    ['a unified diff with wrong numbers', block('--- a\n+++ b\n@@ -90,7 +90,9 @@\n-STEP = 20\n+STEP = 24\n', 'diff')],
    ['a unified diff without numbers or a fence', '--- a/x\n+++ b/x\n@@\n-STEP = 20\n+STEP = 24\n STEPS = [\n'],
    [
      'a patch between marks',
      '*** Begin Patch\n*** Update File: codec.py\n@@\n-STEP = 20\n+STEP = 24\n*** End Patch\n',
    ],
    ['beside the parent itself', `${block(PARENT)}becomes\n${edit('STEP = 20', 'STEP = 24')}`],
  ])('%s', (_, reply) => {
    expect(read(reply, PARENT)).toMatchObject({ ok: true, by: 'edits', code: changed, forgiven: [] });
  });

  it.each<[string, string, [string, string], string]>([
    [
      'trailing blanks',
      edit('STEP = 20  \nSTEPS = [\t', 'STEP = 24\nSTEPS = ['),
      ['STEP = 20', 'STEP = 24'],
      'edit 1: trailing spaces',
    ],
    [
      'missing indentation',
      edit('def run(self, x):\n    return x + 1', 'def run(self, x):\n    return x + 2'),
      ['x + 1', 'x + 2'],
      'edit 1: indentation, 4 missing in each line',
    ],
    [
      'too much indentation',
      edit('    STEP = 20', '    STEP = 24'),
      ['STEP = 20', 'STEP = 24'],
      'edit 1: indentation, 4 too many in each line',
    ],
  ])('%s are forgiven and recorded', (_, reply, [from, to], forgiven) => {
    expect(read(reply, PARENT)).toMatchObject({ code: PARENT.replace(from, to), forgiven: [forgiven] });
  });

  it.each([
    ['the end of a line', 'def f(x): return (x + 1) * 2\n', '(x + 1) * 2', '(x + 3) * 2'],
    ['the end of one and the whole next', 'a = (b + c) * d\ne = f\n', '(b + c) * d\ne = f', '(b - c) * d\ne = g'],
  ])('take %s where it is there once, and record it', (_, parent, from, to) => {
    const found = read(edit(from, to), parent);
    expect(found).toMatchObject({ code: parent.replace(from, to), forgiven: ['edit 1: parts of lines'] });
    expect(codeOf(edit(from, to), `${parent}${parent}`)).toContain('edit_no_match');
  });

  it('find a divider inside of the searched text', () => {
    const reply = edit('    Notes\n    =====\n    up', '    Notes\n    =====\n    down');
    expect(codeOf(reply, PARENT)).toBe(PARENT.replace('    up', '    down'));
    const titled = `Title\n=======\nold\n`;
    expect(codeOf(edit('Title\n=======\nold', 'Title\n=======\nnew'), titled)).toBe('Title\n=======\nnew\n');
  });

  it.each([
    [
      'a part of a number',
      edit('STEP = 2', 'STEP = 3'),
      'edit_no_match: edit 1: no whole lines of the code equal SEARCH. Its text is a part of line 1',
    ],
    ['a part of a word', edit('STEP', 'PACE'), 'edit_no_match'],
    ['the end of a line', edit('x + 1\n', 'x + 2\n'), 'edit_no_match'],
    ['an indentation that is not the same in all lines', edit('def run(self, x):\nreturn x + 1', 'y'), 'edit_no_match'],
    ['another case', edit('step = 20', 'STEP = 24'), 'edit_no_match'],
    ['an empty line too many', edit('STEP = 20\n', 'STEP = 24'), 'edit_no_match'],
    [
      'line numbers',
      edit('   1 | STEP = 20', 'STEP = 24'),
      'edit_no_match: edit 1: no whole lines of the code equal SEARCH. Leave line numbers out',
    ],
    ['two dividers', edit('STEP = 20', '=======\nSTEP = 24'), 'edit_malformed: edit 1 has 2 lines of the form ======='],
    ['no divider', '<<<<<<< SEARCH\nSTEP = 20\n>>>>>>> REPLACE\n', 'edit_malformed: edit 1 has no line ======='],
    [
      'an end that is missing',
      '<<<<<<< SEARCH\nSTEP = 20\n=======\nSTEP',
      'truncated_edit: edit 1 has no >>>>>>> REPLACE before the reply ends',
    ],
    [
      'a next one before the end',
      `<<<<<<< SEARCH\nSTEP = 20\n=======\nSTEP = 1\n${edit('STEPS = [', 'S = [')}`,
      'truncated_edit: edit 1 has no >>>>>>> REPLACE before the next one begins',
    ],
    ['a hunk without lines to look for', block('--- a\n+++ b\n@@ -1,0 +1,1 @@\n+x = 1\n', 'diff'), 'edit_empty_search'],
  ])('%s is refused with what is true', (_, reply, told) => {
    expect(codeOf(reply, PARENT)).toContain(told);
  });

  it('yield to a whole codec in the same reply', () => {
    expect(codeOf(`${block(OTHER)}which is\n${edit('nothing of this', 'y')}`, PARENT)).toBe(OTHER);
    const commented = `# <<<<<<< SEARCH\n${OTHER}`;
    expect(codeOf(block(commented), PARENT)).toBe(commented);
  });
});

describe('replies without a codec', () => {
  const cause = (reply: string): Unusable | Draft => read(reply);
  it.each([
    [
      'names of the other language',
      block(CODEC.replaceAll('encode_video', 'encodeVideo').replaceAll('decode_video', 'decodeVideo')),
      'wrong_names',
      'here the names are encodeVideo and decodeVideo',
    ],
    [
      'methods',
      block(`class Codec:\n${indented(CODEC, 4)}`),
      'wrong_names',
      'here encode_video and decode_video are inside of a class or a function',
    ],
    [
      'one half, cut',
      `${T}python\n${HEAD}${ENCODE}`,
      'truncated_code',
      'the reply ends inside of its code block, with one half of the codec missing',
    ],
    ['words', 'I would use a wavelet.', 'no_code', 'the reply holds no code'],
    [
      'a diff without a parent',
      block('--- a\n+++ b\n@@\n-a\n+b\n', 'diff'),
      'edit_without_parent',
      'there is no parent to edit here',
    ],
  ])('%s', (_, reply, name, message) => {
    expect(cause(reply)).toMatchObject({ ok: false, cause: name, message: expect.stringContaining(message) as string });
  });
});
