import type { RequestHandler } from 'express';
import { CIBA_GRANT, testHost, till } from '../support/host.js';
import { formRequest, type WireAnswer, wire } from '../support/hosts-socket.js';
import { expressVersions } from '../support/http-hosts.js';
import { credentials, formText, standardFields, start } from '../support/http-requests.js';
import { listening } from '../support/raw-http.js';

type What = 'a poll' | 'another grant' | 'an authentication request';

const orders: readonly (readonly [What, What, What])[] = [
  ['a poll', 'another grant', 'an authentication request'],
  ['a poll', 'an authentication request', 'another grant'],
  ['another grant', 'a poll', 'an authentication request'],
  ['another grant', 'an authentication request', 'a poll'],
  ['an authentication request', 'a poll', 'another grant'],
  ['an authentication request', 'another grant', 'a poll'],
];

const expected: Record<What, WireAnswer> = {
  'a poll': {
    status: 400,
    body: { error: 'authorization_pending', error_description: expect.any(String) },
  },
  'another grant': { status: 200, body: { from: 'the host' } },
  'an authentication request': {
    status: 200,
    body: { auth_req_id: expect.any(String), expires_in: 300, interval: 5 },
  },
};

describe.each(expressVersions)('requests that share a connection, on $version', ({ express }) => {
  const parsers: readonly [string, RequestHandler][] = [
    ['no parser', (_req, _res, next) => next()],
    ['a form parser', express.urlencoded({ extended: false })],
  ];

  const packets = (auth_req_id: string): Record<What, string> => ({
    'a poll': formRequest('/token', formText({ ...credentials(till), grant_type: CIBA_GRANT, auth_req_id })),
    'another grant': formRequest('/token', formText({ grant_type: 'refresh_token', refresh_token: 'r' })),
    'an authentication request': formRequest(
      '/bc-authorize',
      formText({ ...credentials(till), ...standardFields }),
    ),
  });

  describe.each(parsers)('behind %s', (_name, parser) => {
    it.each(orders)('are each answered, in order: %s, %s, %s', async (...order) => {
      const host = testHost({ express });
      const { authReqId } = await start(host);
      const server = await listening(express().use(parser).use(host.app));
      const { socket, send, answers } = await wire(server.port);
      const known = packets(authReqId);
      await send(order.map((what) => known[what]).join(''));
      expect(await answers(3)).toEqual(order.map((what) => expected[what]));
      socket.destroy();
      await server.close();
      expect(host.hostTokenRequests).toEqual([
        expect.objectContaining({ grant_type: 'refresh_token', refresh_token: 'r' }),
      ]);
      expect([host.notified.length, host.logged]).toEqual([2, []]);
    });

    it('are each answered when there are fifty of them', async () => {
      const host = testHost({ express });
      const { authReqId } = await start(host);
      const server = await listening(express().use(parser).use(host.app));
      const { socket, send, answers } = await wire(server.port);
      const known = packets(authReqId);
      const pair = known['another grant'] + known['a poll'].replace(authReqId, 'x'.repeat(authReqId.length));
      await send(pair.repeat(25));
      const one = [200, 400];
      expect((await answers(50)).map(({ status }) => status)).toEqual(Array(25).fill(one).flat());
      socket.destroy();
      await server.close();
      expect(host.hostTokenRequests).toHaveLength(25);
    });
  });
});
