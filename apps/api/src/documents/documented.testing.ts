import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import type { SmallLab } from '../small-lab.testing.ts';

interface Operation {
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: object }> }>;
}
interface OpenApi {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: object;
}

/**
 * Asks a route and compares its answer with what the OpenAPI document says of it.
 *
 * @param route path of the document, such as `/api/v1/experiments/{id}`
 * @returns what differs: missing fields, wrong values, and fields that the document does not name
 */
export async function differences(lab: SmallLab, route: string, address = route): Promise<string[]> {
  const document = (await (await fetch(`${lab.url}/api/openapi.json`)).json()) as OpenApi;
  const response = await fetch(lab.url + address, { headers: { authorization: `Bearer ${lab.tokenOf('operator')}` } });
  const described = document.paths[route]?.['get']?.responses[response.status]?.content?.['application/json'];
  if (described === undefined) return [`${route} with status ${response.status} is not in the document`];
  const ajv = new Ajv({ allErrors: true, strict: false });
  formats.default(ajv);
  ajv.addSchema({ $id: 'api', components: closed(document.components) });
  const validate = ajv.compile(absolute(described.schema));
  if (validate(await response.json())) return [];
  return (validate.errors ?? []).map(
    (error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
  );
}

/** The same schemas, which allow no more than they name, in the JSON Schema of today. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner: Record<string, unknown> = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, closed(value)]),
  );
  // OpenAPI 3.0 has these as flags beside the limits.
  if (inner['exclusiveMinimum'] === true) inner['exclusiveMinimum'] = inner['minimum'];
  if (inner['exclusiveMaximum'] === true) inner['exclusiveMaximum'] = inner['maximum'];
  return 'properties' in inner && inner['additionalProperties'] === undefined
    ? { ...inner, additionalProperties: false }
    : inner;
}

const absolute = (schema: object): object => JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as object;
