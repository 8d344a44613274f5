import type { Content, Route } from './routes.js';
import { reference, SCHEMAS, type Schema, type SchemaName } from './schemas.js';

/** What each status means, whatever the route. */
const MEANINGS: Readonly<Record<number, string>> = {
  200: 'As asked.',
  400: 'The body is malformed, or grants more than is asked for.',
  401: 'Nobody is signed in.',
  403: 'It cannot be approved so, or a page of another site has asked.',
  404: 'This user has no such request.',
  409: 'Another decision stands.',
  410: 'Too late.',
  413: 'The body is too large.',
  415: 'The body does not say that it is JSON.',
  429: 'This user has too many streams.',
  500: 'The server failed.',
  503: 'The server is busy; try again later.',
};

/** The OpenAPI 3.1 document of the routes, mounted at `mount`. */
export function openApiOf(routes: readonly Route[], mount: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes)
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Device API',
      version: '1',
      description: 'What the user who is signed in is asked for, and what they answer.',
    },
    ...(mount !== '' && { servers: [{ url: mount }] }),
    paths,
    components: { schemas: SCHEMAS },
  };
}

function operationOf({ path, operationId, summary, takes, answers, isPublic }: Route): object {
  const all: Route['answers'] = {
    ...answers,
    ...(!isPublic && { 401: 'Error', 403: withError(answers[403]) }),
    500: 'Error',
  };
  return {
    operationId,
    summary,
    ...(path.includes('{id}') && { parameters: [ID] }),
    ...(takes && { requestBody: { required: true, content: contentOf(takes) } }),
    responses: Object.fromEntries(
      Object.entries(all).map(([status, content]) => [status, responseOf(Number(status), content)]),
    ),
  };
}

const ID: Schema = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };

const RETRY_AFTER: Schema = {
  'Retry-After': { description: 'Seconds.', schema: { type: 'integer', minimum: 1 } },
};

function withError(content: Content = []): Content {
  return [content, 'Error'].flat() as SchemaName[];
}

function responseOf(status: number, content: Content): object {
  return {
    description: MEANINGS[status],
    ...((status === 429 || status === 503) && { headers: RETRY_AFTER }),
    content: contentOf(content),
  };
}

function contentOf(content: Content): object {
  if (content === 'stream') return { 'text/event-stream': { schema: STREAM } };
  if (content === 'document') return { 'application/json': { schema: { type: 'object' } } };
  const schemas = [content].flat().map(reference);
  return { 'application/json': { schema: schemas.length === 1 ? schemas[0] : { anyOf: schemas } } };
}

const STREAM: Schema = {
  type: 'string',
  description:
    'Server-sent events: `event: requests`, its data a RequestList, at once and at each change; comments in between.',
};
