import { responseSchemas } from '@codecsmith/client';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { PROBLEM_RESPONSE } from './answers.ts';

/** The OpenAPI document of every route, made from the same schemas that check requests and type the answers. */
function describeApi(app: NestExpressApplication): OpenAPIObject {
  const about = new DocumentBuilder()
    .setTitle('codecsmith')
    .setDescription('A laboratory where language models invent video codecs and nobody has to trust them.')
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, about);
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path) as { responses: Record<string, unknown> }[]) {
      operation.responses['default'] = PROBLEM_RESPONSE;
    }
  }
  const schemas = { ...document.components?.schemas, ...responseSchemas() } as Schemas;
  return { ...document, components: { ...document.components, schemas } };
}

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** Pages at `/api/docs`, the document at `/api/openapi.json`. */
export function serveApiDocs(app: NestExpressApplication): void {
  SwaggerModule.setup('api/docs', app, () => describeApi(app), { jsonDocumentUrl: 'api/openapi.json' });
}
