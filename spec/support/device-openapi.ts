import { Ajv2020 } from 'ajv/dist/2020.js';

/** What is known of an answer. */
export interface SeenAnswer {
  readonly method: string;
  /** Below the mount, without a query. */
  readonly path: string;
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
}

type Json = Record<string, unknown>;

interface Described {
  readonly content: Record<string, { readonly schema: Json }>;
}

/** An OpenAPI document, as far as it is looked at. */
export interface OpenApi {
  readonly openapi: string;
  readonly servers?: readonly { readonly url: string }[];
  readonly paths: Record<
    string,
    Record<string, { operationId: string; responses: Record<string, Described>; requestBody?: Described }>
  >;
  readonly components: { readonly schemas: Record<string, Json> };
}

/** Judges what is answered, and what is sent, by an OpenAPI document. */
export interface Judge {
  /** What stands against an answer; nothing where it is as documented. */
  answer(seen: SeenAnswer): readonly string[];
  /** What stands against a value by a named schema. */
  value(schema: string, value: unknown): readonly string[];
}

/** A judge that takes a member for wrong which the document does not tell of. */
export function judgeOf({ paths, components }: OpenApi): Judge {
  const ajv = new Ajv2020({ allErrors: true, formats: { 'date-time': /^\d{4}-\d\d-\d\dT[\d:.]+Z$/ } });
  ajv.addVocabulary(['components']);
  const schemas = Object.fromEntries(
    Object.entries(components.schemas).map(([name, one]) => [name, closed(one)]),
  );
  ajv.addSchema({ $id: 'api', components: { schemas } });
  const errorsOf = (schema: Json, value: unknown): string[] => {
    const text = JSON.stringify(schema).replaceAll('"#/components', '"api#/components');
    const fits = ajv.compile(JSON.parse(text));
    return fits(value)
      ? []
      : (fits.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
  return {
    answer({ method, path, status, type, body }) {
      const template = Object.keys(paths).find((one) => patternOf(one).test(path)) ?? '';
      const described = paths[template]?.[method]?.responses[status];
      const content = described?.content[type.split(';')[0] ?? ''];
      if (content === undefined)
        return [`${method} ${path} answers ${status} ${type}, which is not documented`];
      return errorsOf(content.schema, body);
    },
    value: (schema, value) => errorsOf({ $ref: `#/components/schemas/${schema}` }, value),
  };
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}

/** Details of a type, claims and contexts hold what clients like; they have no members by name, or `type` alone. */
function closed(schema: Json): Json {
  const names = Object.keys((schema.properties as Json | undefined) ?? {});
  return names.length > 0 && names.join() !== 'type' ? { ...schema, additionalProperties: false } : schema;
}
