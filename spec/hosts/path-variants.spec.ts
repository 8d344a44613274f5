import { CIBA_GRANT, testHost, till } from '../support/host.js';
import { formRequest, wire } from '../support/hosts-socket.js';
import { expressVersions } from '../support/http-hosts.js';
import { credentials, formText, standardFields } from '../support/http-requests.js';
import { listening } from '../support/raw-http.js';

/** Request targets as they may stand in a request line: those that Express takes to `POST /token`, and others. */
const routed = [
  '/token',
  '/token/',
  '/Token',
  '/TOKEN/',
  '/token?x=1',
  '/token/?x=1',
  '/token?',
  '/token?/x',
  '/token?x=/y/',
  '/token#x',
  '/token#x?y',
  'http://as.example.com/token',
  'https://elsewhere.example/token/?x=1',
];
const notRouted = [
  '//token',
  '/token//',
  '/token/x',
  '/tokens',
  '/x/token',
  '/./token',
  '/x/../token',
  '/token%20',
  '/token%2F',
  '/token%3Fx=1',
  '/tok%65n',
  '/%74oken',
  '/token;x=1',
  '/token.json',
  '/token&x=1',
];

const form = formText({ ...credentials(till), grant_type: CIBA_GRANT, auth_req_id: 'x' });
const asking = formText({ ...credentials(till), ...standardFields });

describe.each(expressVersions)('a request target, on $version', ({ express }) => {
  /** Sends the target as it is and tells the status; the host answers 200, its 404 handler 404, we 400. */
  const statusAt = async (target: string, sent: string, withUs = true): Promise<number | undefined> => {
    const app = express();
    if (withUs) app.use(testHost({ express }).ciba.router as never);
    app.post(['/token', '/bc-authorize'], (_req, res) => void res.json({ from: 'the host' }));
    app.use((_req, res) => void res.status(404).json({}));
    const server = await listening(app);
    try {
      const { send, answers } = await wire(server.port);
      await send(formRequest(target, sent));
      return (await answers(1))[0]?.status;
    } finally {
      await server.close();
    }
  };

  it.each(routed)('that Express takes to the token route is ours for a poll: %s', async (target) => {
    expect(await statusAt(target, form, false)).toBe(200);
    expect(await statusAt(target, form)).toBe(400);
  });

  it.each(routed)(
    'that Express takes to the token route is the host’s for another grant: %s',
    async (target) => {
      expect(await statusAt(target, formText({ grant_type: 'refresh_token' }))).toBe(200);
    },
  );

  it.each(notRouted)('that Express takes nowhere is not ours either: %s', async (target) => {
    expect(await statusAt(target, form, false)).toBe(404);
    expect(await statusAt(target, form)).toBe(404);
  });

  it.each(routed.map((target) => target.replace(/token/i, 'bc-authorize')))(
    'that Express takes to the backchannel route is ours: %s',
    async (target) => {
      // The host's own route would answer 200 as well, but without our credentials being looked at.
      expect(await statusAt(target, asking.replace('till-secret', 'wrong'))).toBe(401);
    },
  );
});
