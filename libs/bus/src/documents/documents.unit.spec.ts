import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { toFactEvent } from '@codecsmith/kernel';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { documentFiles } from './document-files.ts';
import { asyncApiDocument } from './async-api.ts';
import { messageSchemas } from './message-schemas.ts';

const DOCS = new URL('../../../../docs/', import.meta.url);
const files = documentFiles();

/** A validator of JSON Schema draft 7 that is not ours. */
function validator(): Ajv {
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats.default(ajv);
  return ajv;
}

const validate = (name: string, payload: unknown): unknown => {
  const check = validator().compile(messageSchemas().get(name) ?? false);
  return check(payload) ? [] : check.errors?.map(({ instancePath, message }) => `${instancePath} ${message}`);
};

function referencesIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => (key === '$ref' ? [String(value)] : referencesIn(value)));
}

const lookUp = (document: unknown, pointer: string): unknown =>
  pointer
    .slice(2)
    .split('/')
    .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);

describe('the documents of the bus', () => {
  it('are the committed ones; npm run docs writes them', () => {
    const committed = readdirSync(new URL('schemas/', DOCS), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.json'))
      .map((path) => `schemas/${path}`);

    expect(['asyncapi.json', 'bus-permissions.md', ...committed].toSorted()).toEqual([...files.keys()].toSorted());
    for (const [path, text] of files) {
      expect({ path, text: readFileSync(new URL(path, DOCS), 'utf8') }).toEqual({ path, text });
    }
  });

  it('are an AsyncAPI document by the schema that its authors publish', () => {
    const schema = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.1.0-without-$id.json') as object;
    const check = validator().compile(schema);

    expect([check(asyncApiDocument()), check.errors]).toEqual([true, null]);
    expect(check({ ...asyncApiDocument(), channels: { one: { adress: 'misspelt' } } })).toBe(false);
  });

  it('refer to nothing that is missing', () => {
    const document = asyncApiDocument();
    const references = [...new Set(referencesIn(document))];

    expect(references.length).toBeGreaterThan(files.size);
    expect(
      references.filter((reference) =>
        reference.startsWith('#/')
          ? lookUp(document, reference) === undefined
          : !files.has(reference.replace('./', '')),
      ),
    ).toEqual([]);
  });

  it('hold schemas that a public validator takes, every one', () => {
    const ajv = validator();

    for (const schema of messageSchemas().values()) expect(ajv.validateSchema(schema)).toBe(true);
  });

  it('let a sender leave out what has a default, and nothing else', () => {
    const data = { source: { kind: 'generated', seed: '1' }, clips: ['pan'] };

    expect(validate('commands/experiment.request', { id: '1', data })).toEqual([]);
    expect(validate('commands/experiment.request', { data: { ...data, clips: [] } })).toEqual([
      " must have required property 'id'",
      '/data/clips must NOT have fewer than 1 items',
    ]);
  });

  it('describe facts as they travel, with fields that came later', () => {
    const event = {
      ...toFactEvent({
        ...{
          id: 'exp-1:2',
          type: 'ExperimentRetried',
          schemaVersion: 1,
          aggregate: 'experiment',
          aggregateId: 'exp-1',
        },
        ...{
          version: 2,
          position: 7,
          occurredAt: '2026-01-02T03:04:05.678Z',
          causationId: 'c',
          correlationId: 'exp-1',
        },
        ...{ actor: 'service:janitor', data: { attempt: 2, reason: 'lost', addedLater: true } },
      }),
      hash: 'ab',
    };

    expect(validate('facts/experiment.ExperimentRetried', event)).toEqual([]);
    expect(validate('facts/experiment.ExperimentRetried', { ...event, data: { attempt: '2' } })).toEqual([
      "/data must have required property 'reason'",
      '/data/attempt must be integer',
    ]);
  });
});
