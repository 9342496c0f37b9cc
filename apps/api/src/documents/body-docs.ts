import { ApiBody } from '@nestjs/swagger';
import { z } from 'zod';

type OpenApiSchema = Extract<Parameters<typeof ApiBody>[0], { schema: unknown }>['schema'];

/** Documents a JSON body by the schema that the ledger checks it with. */
export const bodyDocs = (schema: z.ZodType): MethodDecorator => ApiBody({ schema: openApiSchema(schema) });

/** OpenAPI 3.0 has its own dialect of JSON Schema; what a sender may write is the schema's input side. */
const openApiSchema = (schema: z.ZodType): OpenApiSchema =>
  z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input', unrepresentable: 'any' }) as OpenApiSchema;
