import { ConfigurationError } from '../../lib/errors.js';
import { guardedClient } from '../../lib/outbound/guarded-client.js';
import { certificateAuthority } from '../support/certificates.ts';

function refusalOf(options: unknown): ConfigurationError {
  try {
    guardedClient(options as never).close();
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
  }
  throw new Error('not refused');
}

const seconds = 'is a number of seconds above 0, at most 300';
const whole = 'is a whole number above 0';

describe('the options of the guarded client', () => {
  it.each<[string, object]>([
    ['allowLoopback is true or false', { allowLoopback: 'yes' }],
    ['allowLoopback is true or false', { allowLoopback: null }],
    ...[
      ...['client.example', [], [''], [7], ['a.example', null], ['https://a.example'], ['a.example:443']],
      ...[
        ['a.example/'],
        ['*.example'],
        ['a@b.example'],
        ['a b'],
        ['a\nb'],
        ['::1'],
        ['[a.example]'],
        ['a?b'],
      ],
      ...[['xn--a'], ['1.2.3.256']],
    ].map((hosts): [string, object] => ['hosts is an array of host names without ports', { hosts }]),
    ...[443, [], [0], [-1], [65_536], [443.5], ['443'], [Number.NaN]].map((ports): [string, object] => [
      'ports is an array of port numbers',
      { ports },
    ]),
    ...[0, -1, 301, Number.NaN, Number.POSITIVE_INFINITY, '5', null].flatMap((time): [string, object][] => [
      [`connectTimeout ${seconds}`, { connectTimeout: time }],
      [`timeout ${seconds}`, { timeout: time }],
    ]),
    ...[0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '10', null].flatMap(
      (count): [string, object][] => [
        [`maxBytes ${whole}`, { maxBytes: count }],
        [`maxConnectionsPerHost ${whole}`, { maxConnectionsPerHost: count }],
      ],
    ),
    ...['', 'nonsense', '/etc/ssl/ca.pem', Buffer.from('nonsense'), 7, null, [7], [''], {}].map(
      (ca): [string, object] => ['ca holds certificates, as PEM or DER', { ca }],
    ),
    [
      'ca holds certificates, as PEM or DER',
      { ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' },
    ],
  ])('are refused: %s, not %p', (message, options) => {
    const refused = refusalOf(options);
    expect(refused.code).toBe('ERR_CIBA_OUTBOUND_OPTION');
    expect(refused.message).toBe(`${message} (ERR_CIBA_OUTBOUND_OPTION)`);
  });

  it.each([
    ['maxbytes', 'did you mean maxBytes?'],
    ['redirect', 'known: allowLoopback, '],
    ['lookup', 'known: allowLoopback, '],
  ])('are refused under another name: %s', (name, hint) => {
    const { code, message } = refusalOf({ [name]: 1 });
    expect(code).toBe('ERR_CIBA_UNKNOWN_OPTION');
    expect(message).toContain(`unknown option of guardedClient: ${name}; ${hint}`);
  });

  it.each([null, 'https', 7])('are refused as %p', (options) => {
    expect(refusalOf(options).code).toBe('ERR_CIBA_UNKNOWN_OPTION');
  });

  it('may be left out', () => {
    expect(Object.keys(guardedClient())).toEqual(['request', 'close']);
  });

  it.each<[string, object]>([
    ['of loopback', { allowLoopback: true }],
    ['of hosts', { hosts: ['A.example', 'bücher.example', 'a_b.example', '1.2.3.4', '[::1]', 'a.example.'] }],
    ['of ports', { ports: [1, 443, 65_535] }],
    ['of times', { connectTimeout: 0.001, timeout: 300 }],
    ['of sizes', { maxBytes: 1, maxConnectionsPerHost: 1 }],
  ])('are taken: %s', (_what, options) => {
    expect(() => guardedClient(options)).not.toThrow();
  });

  it('take authorities as PEM, as DER, several in one file and several files', async () => {
    const [one, two] = await Promise.all([certificateAuthority('One'), certificateAuthority('Two')]);
    const der = Buffer.from(one.cert.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
    const file = Buffer.from(`# Ours\n${one.cert}\n${two.cert}`);
    for (const ca of [one.cert, der, file, [one.cert, two.cert], [file, der], []]) {
      expect(() => guardedClient({ ca })).not.toThrow();
    }
  });
});
