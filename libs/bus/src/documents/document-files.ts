import { asyncApiDocument } from './async-api.ts';
import { messageSchemas } from './message-schemas.ts';
import { permissionsPage } from './permissions-page.ts';

/** Every generated file of the bus by its path below `docs/`. */
export function documentFiles(): Map<string, string> {
  const files = [...messageSchemas()].map(([name, schema]) => [`schemas/${name}.json`, textOf(schema)] as const);
  return new Map([['asyncapi.json', textOf(asyncApiDocument())], ['bus-permissions.md', permissionsPage()], ...files]);
}

const textOf = (document: object): string => `${JSON.stringify(document, null, 2)}\n`;
