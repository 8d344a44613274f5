import type { ServerResponse } from 'node:http';
import type { Ciba, Incoming, JsonObject } from '../index.js';
import { type Answer, ok, refused } from './answer.js';
import { approvalOf } from './approval.js';
import { openApiOf } from './openapi.js';
import type { DeviceUser } from './options.js';
import { OUTCOME_STATUSES, outcomeAnswer } from './outcomes.js';
import type { SchemaName } from './schemas.js';
import { firstToExpire, shownList, shownRequest } from './view.js';

/** What a route is asked. */
export interface Asked {
  readonly req: Incoming;
  readonly res: ServerResponse;
  readonly user: DeviceUser;
  /** Empty where the path names none. */
  readonly id: string;
  /** Empty where the route takes none. */
  readonly body: JsonObject;
}

/** What stands in an answer: one of the schemas, or one of several. */
export type Content = SchemaName | readonly SchemaName[] | 'stream' | 'document';

/** One route, as it answers and as the OpenAPI document tells of it. */
export interface Route {
  readonly method: 'get' | 'post';
  /** With `{id}`, as OpenAPI writes it. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly takes?: SchemaName;
  /** By status; those of the guards are added where they are told. */
  readonly answers: Readonly<Record<number, Content>>;
  /** Whether anybody may ask. */
  readonly isPublic?: true;
  /** Undefined where it has answered by itself. */
  readonly answer: (asked: Asked) => Promise<Answer | undefined>;
}

/** What the routes are made of. */
export interface RoutesContext {
  readonly ciba: Pick<Ciba, 'listRequests' | 'getRequest' | 'approve' | 'deny' | 'report'>;
  readonly stream: (asked: Asked) => Promise<Answer | undefined>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The routes, in the order of docs/device.md. */
export function routesOf(context: RoutesContext): readonly Route[] {
  const routes = [...readingRoutes(context), ...decidingRoutes(context), streamRoute(context)];
  const document: Route = {
    method: 'get',
    path: '/openapi.json',
    operationId: 'openApi',
    summary: 'This document.',
    answers: { 200: 'document' },
    isPublic: true,
    answer: async ({ req }) => ok(openApiOf([...routes, document], req.baseUrl ?? '')),
  };
  return [...routes, document];
}

function readingRoutes({ ciba, now }: RoutesContext): readonly Route[] {
  return [
    {
      method: 'get',
      path: '/requests',
      operationId: 'listRequests',
      summary: 'What the user is asked for and has not decided yet.',
      answers: { 200: 'RequestList', 503: 'Error' },
      answer: async ({ user: { sub } }) =>
        ok(shownList(sub, firstToExpire(await ciba.listRequests({ sub })), now())),
    },
    {
      method: 'get',
      path: '/requests/{id}',
      operationId: 'getRequest',
      summary: 'One request, decided or not, while it is remembered.',
      answers: { 200: 'Request', 404: 'Error', 503: 'Error' },
      answer: async ({ user: { sub }, id }) => {
        const request = await ciba.getRequest(id, { sub });
        return request === undefined ? refused('not_found') : ok(shownRequest(request, now()));
      },
    },
  ];
}

function decidingRoutes({ ciba }: RoutesContext): readonly Route[] {
  const approve = deciding('approve', 'Approves, all of it or a part. Final.', 'Approval');
  const deny = deciding('deny', 'Refuses. Final.', 'Nothing');
  const report = deciding(
    'report',
    'Refuses, and keeps this client away: the user never asked for it.',
    'Nothing',
  );
  return [
    {
      ...approve,
      async answer({ user, id, body }) {
        const sent = approvalOf(body);
        return sent
          ? outcomeAnswer(await ciba.approve(id, { ...user, ...sent }))
          : refused('invalid_request');
      },
    },
    ...[[deny, ciba.deny] as const, [report, ciba.report] as const].map(
      ([route, decide]): Route => ({
        ...route,
        async answer({ user: { sub }, id, body }) {
          if (Object.keys(body).length > 0) return refused('invalid_request');
          return outcomeAnswer(await decide(id, { sub }));
        },
      }),
    ),
  ];
}

function deciding(name: string, summary: string, takes: SchemaName): Omit<Route, 'answer'> {
  const outcomes = Object.fromEntries(OUTCOME_STATUSES.map((status) => [status, 'Outcome' as const]));
  const errors = { 400: 'Error', 413: 'Error', 415: 'Error', 503: 'Error' } as const;
  return {
    method: 'post',
    path: `/requests/{id}/${name}`,
    operationId: name,
    summary,
    takes,
    answers: { ...outcomes, ...errors },
  };
}

function streamRoute({ stream }: RoutesContext): Route {
  return {
    method: 'get',
    path: '/events',
    operationId: 'watchRequests',
    summary: 'The list, told anew whenever it changes, as server-sent events.',
    answers: { 200: 'stream', 429: 'Error', 503: 'Error' },
    answer: stream,
  };
}
