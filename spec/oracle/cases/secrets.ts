import { basic } from '../../support/http-requests.js';
import { asking, type Case, polling, type Wish } from '../support/case.js';
import { credentialsOf } from '../support/client.js';
import { parties } from '../support/parties.js';

/** What the client shows, and what it hears. */
type Shown = readonly [name: string, answer: string, wish: Wish];

const header = (text: string) => ({ party: null, headers: { Authorization: text } });
const basicText = (text: string) => ({ party: null, headers: basic(text) });
const form = (client_id: string, client_secret?: string) => ({
  party: null,
  fields: { client_id, ...(client_secret !== undefined && { client_secret }) },
});

/** Played at both endpoints. */
const anywhere: readonly Shown[] = [
  ['no credentials', '401 invalid_client', { party: null }],
  ['client_id alone', '401 invalid_client', form('post')],
  ['an unknown client', '401 invalid_client', form('stranger', 'secret')],
  ['a wrong secret', '401 invalid_client', form('post', 'wrong')],
  ['an expired secret', '401 invalid_client', { party: parties.expired }],
  ['Basic from a client registered for the form', '401 invalid_client', basicText('post:secret-of-post')],
  ['the form from a client registered for Basic', '401 invalid_client', form('basic', 'secret-of-basic')],
  [
    'Basic and the form',
    '400 invalid_request',
    { ...form('basic', 'secret-of-basic'), headers: basic('basic:secret-of-basic') },
  ],
  ['Basic that is no Base64', '400 invalid_request', header('Basic %%%')],
];

/** Played at the backchannel endpoint alone. */
const once: readonly Shown[] = [
  ['client_secret alone', '401 invalid_client', { party: null, fields: { client_secret: 'secret-of-post' } }],
  ['client_id alone of a client that must sign its assertions', '401 invalid_client', form('es256')],
  ['the secret of another client', '401 invalid_client', form('post', 'secret-of-basic')],
  [
    'a secret and an assertion',
    '400 invalid_request',
    ({ issuer }) => ({ fields: credentialsOf(parties.es256, issuer).fields ?? {} }),
  ],
  [
    'Basic and an assertion',
    '400 invalid_request',
    ({ issuer }) => ({ party: parties.basic, fields: credentialsOf(parties.es256, issuer).fields ?? {} }),
  ],
  ['a wrong secret in Basic', '401 invalid_client', basicText('basic:wrong')],
  ['an unknown client in Basic', '401 invalid_client', basicText('stranger:secret')],
  ['Basic without credentials', '400 invalid_request', header('Basic')],
  [
    'two Authorization headers',
    '400 invalid_request',
    {
      party: null,
      headers: {
        Authorization: ['basic:secret-of-basic', 'basic:wrong'].map((text) => basic(text).Authorization),
      },
    },
  ],
  ['Basic without a colon', '400 invalid_request', basicText('basic')],
  ['Basic without a client', '400 invalid_request', basicText(':secret')],
  ['Basic without a secret', '401 invalid_client', basicText('basic:')],
  ['a Bearer token for authentication', '401 invalid_client', header('Bearer secret-of-basic')],
  [
    'Basic and the client_id of another client',
    '401 invalid_client',
    { party: parties.basic, fields: { client_id: 'post' } },
  ],
];

/** What the servers take, at one endpoint only. */
const taken: readonly Case[] = [
  asking('Basic', '200', { party: parties.basic }),
  asking(
    'Basic in lower case',
    '200',
    header(basic('basic:secret-of-basic').Authorization.replace('B', 'b')),
  ),
  asking(
    'Basic with two spaces',
    '200',
    header(basic('basic:secret-of-basic').Authorization.replace(' ', '  ')),
  ),
  asking('Basic and its own client_id', '200', { party: parties.basic, fields: { client_id: 'basic' } }),
  asking('an encoded secret in Basic', '200', { party: parties.percent }),
  asking('a secret in Basic that is not encoded', '200', basicText('raw:ten%off')),
  asking(
    'a secret in Basic that is not encoded, yet can be decoded',
    '200',
    basicText('percent:ten%25 off+more'),
  ),
];

/** Clients with secrets, and what does not count as one. RFC 6749 §2.3. */
export const secrets: readonly Case[] = [
  ...taken,
  ...[...anywhere, ...once].map(([name, answer, wish]) => asking(name, answer, wish)),
  ...anywhere.map(([name, answer, wish]) => polling(`${name}, polling`, answer, wish)),
];
