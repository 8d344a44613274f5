import { DEVICE_ERRORS } from './errors.js';
import { OUTCOMES } from './outcomes.js';

/** A JSON Schema (2020-12), as OpenAPI 3.1 takes it. */
export type Schema = Readonly<Record<string, unknown>>;

/** What is sent and answered, by name. */
export type SchemaName =
  | 'Request'
  | 'RequestList'
  | 'Client'
  | 'AuthorizationDetail'
  | 'Approval'
  | 'Nothing'
  | 'Outcome'
  | 'Error';

const text: Schema = { type: 'string' };
const texts: Schema = { type: 'array', items: text };
const json: Schema = { type: 'object' };
const time: Schema = { type: 'string', format: 'date-time' };
const details: Schema = { type: 'array', items: reference('AuthorizationDetail') };

/** Where a schema stands. */
export function reference(name: SchemaName): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

function described(schema: Schema, description: string): Schema {
  return { ...schema, description };
}

function oneOf(values: readonly string[], description: string): Schema {
  return { type: 'string', enum: values, description };
}

const STATES = ['pending', 'approved', 'denied', 'failed', 'cancelled', 'redeemed', 'expired'];

/** What the user picks the number of the other device from, or that it is typed. */
const MATCHING: Schema = {
  description: 'The user must give the number that the other device shows.',
  oneOf: [
    {
      type: 'object',
      required: ['mode', 'numbers'],
      properties: { mode: { const: 'pick' }, numbers: { ...texts, minItems: 3, maxItems: 3 } },
    },
    {
      type: 'object',
      required: ['mode', 'attempts_left'],
      properties: { mode: { const: 'type' }, attempts_left: { type: 'integer', minimum: 1 } },
    },
  ],
};

/** A request: the members of `DeviceRequest`. */
const REQUEST: Schema = {
  type: 'object',
  required: ['id', 'state', 'client', 'deliveryMode', 'scope', 'createdAt', 'expiresAt', 'expires_in'],
  properties: {
    id: described(text, 'Names the request in paths. Whoever has it may do nothing without the session.'),
    state: oneOf(STATES, 'Only what is pending can be decided.'),
    client: reference('Client'),
    scope: described(texts, 'What is asked for.'),
    authorization_details: described(details, 'What is asked for beside the scope: show every member.'),
    resource: described(texts, 'Where it may be used.'),
    binding_message: described(text, 'Shown on the other device too. Text, never markup.'),
    number_matching: MATCHING,
    claims: described(json, 'Claims that the client asks for. OpenID Connect Core 1.0 §5.5.'),
    acr_values: described(texts, 'How the user should have signed in.'),
    max_age: { type: 'integer', description: 'Seconds since the user signed in, at most.' },
    ui_locales: described(texts, 'Languages, in order of preference.'),
    request_context: described(json, 'What the client says of its surroundings: not to be shown as fact.'),
    deliveryMode: oneOf(['poll', 'ping', 'push'], 'How the client learns of the outcome.'),
    createdAt: time,
    expiresAt: time,
    expires_in: { type: 'integer', minimum: 0, description: 'Seconds that are left.' },
  },
};

const CLIENT: Schema = {
  type: 'object',
  required: ['client_id'],
  properties: { client_id: text, client_name: text, logo_uri: text, tos_uri: text, policy_uri: text },
};

const APPROVAL: Schema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    scope: described(texts, 'What is granted, where it is less than what is asked for; `openid` stays.'),
    authorization_details: described(details, 'Likewise.'),
    number: { type: 'string', pattern: '^[0-9]{2}$', description: 'The number on the other device.' },
  },
};

/** All of them. */
export const SCHEMAS: Readonly<Record<SchemaName, Schema>> = {
  Request: REQUEST,
  RequestList: {
    type: 'object',
    required: ['user', 'requests'],
    properties: {
      user: described(text, 'Stands for the user who is signed in: another one, another user.'),
      requests: {
        type: 'array',
        maxItems: 100,
        items: reference('Request'),
        description: 'The first to expire in front.',
      },
    },
  },
  Client: CLIENT,
  AuthorizationDetail: { type: 'object', required: ['type'], properties: { type: text } },
  Approval: APPROVAL,
  Nothing: { type: 'object', additionalProperties: false },
  Outcome: {
    type: 'object',
    required: ['outcome'],
    properties: {
      outcome: oneOf(OUTCOMES, 'What became of it; `accepted` and `repeated` stand.'),
      attempts_left: {
        type: 'integer',
        minimum: 0,
        description: 'With `mismatch`: how often a number may still be given; with 0 it is denied now.',
      },
    },
  },
  Error: {
    type: 'object',
    required: ['error'],
    properties: { error: oneOf(DEVICE_ERRORS, 'Why nothing was done.') },
  },
};
