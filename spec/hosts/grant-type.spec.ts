import type express5 from 'express';
import { CIBA_GRANT, type TestHost, testHost } from '../support/host.js';
import { expectRefusal } from '../support/http-answers.js';
import { expressVersions } from '../support/http-hosts.js';
import { poll, post, startApproved } from '../support/http-requests.js';

type Parser = (express: typeof express5) => express5.RequestHandler;

const OTHER = 'refresh_token';
const parsers: readonly [string, Parser][] = [
  ['no parser', () => (_req, _res, next) => next()],
  ['urlencoded', ({ urlencoded }) => urlencoded({ extended: false })],
  ['urlencoded extended', ({ urlencoded }) => urlencoded({ extended: true })],
  ['text', ({ text }) => text({ type: '*/*' })],
  ['raw', ({ raw }) => raw({ type: '*/*' })],
];

const cases = expressVersions.flatMap(({ version, express }) =>
  parsers.map(([parser, make]) => ({ version, parser, make, express })),
);

describe.each(cases)('the grant type, on $version behind $parser', ({ express, make }) => {
  const behind = (): TestHost => {
    const host = testHost({ express });
    const app = express();
    app.use(make(express));
    app.use(host.app);
    return { ...host, app };
  };

  it.each([
    ['with another in the body', { grant_type: OTHER }],
    ['with none in the body', { refresh_token: 'r' }],
    ['with an empty one in the body', { grant_type: '' }],
    ['with an empty body', {}],
  ])('in the query alone is the host’s, %s', async (_what, fields) => {
    const host = behind();
    const { authReqId } = await startApproved(host);
    const query = new URLSearchParams({ grant_type: CIBA_GRANT, auth_req_id: authReqId });
    const res = await post(host, `/token?${query}`, { client: null, fields });
    expect([res.status, res.body]).toEqual([200, { from: 'the host' }]);
    expect((await poll(host, authReqId)).status).toBe(200);
  });

  it.each([
    'refresh_token',
    'authorization_code',
    'client_credentials',
    'password',
    'urn:ietf:params:oauth:grant-type:device_code',
    'urn:ietf:params:oauth:grant-type:token-exchange',
    'urn:ietf:params:oauth:grant-type:jwt-bearer',
  ])('%s is the host’s, with a CIBA poll in the query or not', async (grant_type) => {
    const host = behind();
    for (const path of ['/token', `/token?grant_type=${CIBA_GRANT}&auth_req_id=x`]) {
      expect((await post(host, path, { fields: { grant_type } })).body).toEqual({ from: 'the host' });
    }
    expect(host.hostTokenRequests).toHaveLength(2);
  });

  it('in the body is ours, whatever the query says', async () => {
    const host = behind();
    const { authReqId: auth_req_id } = await startApproved(host);
    const fields = { grant_type: CIBA_GRANT, auth_req_id };
    expect((await post(host, '/token?grant_type=refresh_token&auth_req_id=x', { fields })).status).toBe(200);
    expect(host.hostTokenRequests).toEqual([]);
  });

  it.each([
    [[CIBA_GRANT, CIBA_GRANT]],
    [[CIBA_GRANT, OTHER]],
    [[OTHER, CIBA_GRANT]],
    [[OTHER, OTHER, CIBA_GRANT]],
    [['', CIBA_GRANT]],
  ])('repeated with ours among them is refused and redeems nothing: %j', async (grant_type) => {
    const host = behind();
    const { authReqId } = await startApproved(host);
    const refused = await poll(host, authReqId, { fields: { grant_type } });
    expectRefusal(refused, [400, 'invalid_request'], { description: 'A parameter is repeated.' });
    expect(host.hostTokenRequests).toEqual([]);
    expect((await poll(host, authReqId)).status).toBe(200);
  });

  it('repeated without ours is the host’s', async () => {
    const host = behind();
    const fields = { grant_type: [OTHER, 'password'] };
    expect((await post(host, '/token', { fields })).body).toEqual({ from: 'the host' });
    expect(host.hostTokenRequests).toHaveLength(1);
  });

  it.each(['grant_type[]', 'grant_type[0]', 'grant_type[x]', 'Grant_Type', ' grant_type'])(
    'under another name is the host’s: %j',
    async (name) => {
      const host = behind();
      const res = await poll(host, 'x', { fields: { grant_type: undefined, [name]: CIBA_GRANT } });
      expect(res.body).toEqual({ from: 'the host' });
    },
  );
});
