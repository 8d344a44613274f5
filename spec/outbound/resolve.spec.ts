import { promisify } from 'node:util';
import { resolver } from '../../lib/outbound/resolve.js';

type Answer = readonly string[] | string;

/** Name servers that answer with addresses, or with an error of this code. */
function nameServers(four: Answer, six: Answer) {
  const answer = (given: Answer) => async () => {
    if (typeof given !== 'string') return [...given];
    throw Object.assign(new Error(`query ${given}`), { code: given });
  };
  return { resolve4: answer(four), resolve6: answer(six) } as never;
}

/** Looks a name up; `system` stands for the lookup of the system. */
function found(host: string, four: Answer, six: Answer): Promise<unknown> {
  const system = (_host: string, _options: object, callback: (error: null, found: unknown) => void) =>
    callback(null, 'the system was asked');
  const lookup = resolver(nameServers(four, six), system as never) as never as (
    host: string,
    options: object,
    callback: (error: Error | null, found: unknown) => void,
  ) => void;
  return promisify(lookup)(host, {});
}

const V4 = { address: '192.0.2.1', family: 4 };
const V6 = { address: '2001:db8::1', family: 6 };

describe('looking a name up', () => {
  it.each<[string, Answer, Answer, unknown]>([
    ['both families', ['192.0.2.1'], ['2001:db8::1'], [V4, V6]],
    ['one family, where the other has none', ['192.0.2.1'], 'ENODATA', [V4]],
    ['one family, where the name server fails for the other', ['192.0.2.1'], 'ESERVFAIL', [V4]],
    ['one family, where the name server is silent for the other', 'ETIMEOUT', ['2001:db8::1'], [V6]],
    ['the system, where DNS does not know the name', 'ENOTFOUND', 'ENOTFOUND', 'the system was asked'],
    ['the system, where DNS knows the name and no address', 'ENODATA', 'ENODATA', 'the system was asked'],
  ])('answers with %s', async (_name, four, six, expected) => {
    expect(await found('client.example.com', four, six)).toEqual(expected);
  });

  it.each([['ETIMEOUT'], ['ESERVFAIL'], ['ECONNREFUSED']])(
    'asks no thread of the process for a name whose servers fail: %s',
    async (code) => {
      await expect(found('dead.example.com', code, code)).rejects.toMatchObject({ code });
      await expect(found('dead.example.com', code, 'ENODATA')).rejects.toMatchObject({ code });
    },
  );

  it.each(['localhost', 'LOCALHOST', 'localhost.', 'client.localhost'])('knows %s itself', async (host) => {
    expect(await found(host, 'ETIMEOUT', 'ETIMEOUT')).toEqual([
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ]);
  });
});
