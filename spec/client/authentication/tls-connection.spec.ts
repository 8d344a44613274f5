import type { CibaClient } from '../../../lib/client/metadata.js';
import { type Certified, certificateAuthority, selfSigned } from '../../support/certificates.ts';
import { certifiedClient, naming } from '../../support/client-certificates.ts';
import { type WatchedHost, watchedHost } from '../../support/client-host.ts';
import { resuming, type TlsHost, tlsHost } from '../../support/client-tls.ts';
import { CIBA_GRANT } from '../../support/host.js';

const SUBJECT = 'CN=client1,O=Test';
const byChain = certifiedClient({ client_id: 'chain', tls_client_auth_subject_dn: SUBJECT });
const endpoints = [
  ['backchannel', '/bc-authorize', { scope: 'openid', login_hint: 'alice' }, [200, undefined]],
  ['token', '/token', { grant_type: CIBA_GRANT }, [400, 'invalid_grant']],
] as const;

describe.each(endpoints)(
  'a certificate of the connection itself, at the %s endpoint',
  (endpoint, path, fields, passed) => {
    let own: Certified;
    let byKey: CibaClient;
    let host: WatchedHost;
    let tls: TlsHost;

    beforeAll(async () => {
      own = await selfSigned({ subject: SUBJECT });
      byKey = certifiedClient({
        client_id: 'key',
        token_endpoint_auth_method: 'self_signed_tls_client_auth',
        jwks: { keys: [own.x509.publicKey.export({ format: 'jwk' })] },
      });
      host = watchedHost({ clients: [byChain, byKey] });
      tls = await tlsHost(host.app);
    });
    afterAll(() => tls.close());
    beforeEach(() => {
      host.failures.length = 0;
    });

    const send = async (client: CibaClient, certified?: Certified, agent?: ReturnType<typeof resuming>) => {
      const form = naming(client.client_id, fields).fields ?? {};
      const { status, body, resumed } = await tls.post(path, form, certified, agent);
      return { answer: [status, body.error], resumed };
    };
    const refused = async (client: CibaClient, certified?: Certified): Promise<void> => {
      const { answer } = await send(client, certified);
      expect(answer).toEqual([401, 'invalid_client']);
      expect(host.failures).toEqual([{ endpoint, reason: 'certificate', client_id: client.client_id }]);
    };

    it('is taken under a chain that the server trusts', async () => {
      const certified = await tls.authority.issue({ subject: SUBJECT });
      expect((await send(byChain, certified)).answer).toEqual(passed);
    });

    it('is taken for its key, whoever signed it', async () => {
      expect((await send(byKey, own)).answer).toEqual(passed);
    });

    it('is refused under a chain that the server does not trust', async () => {
      await refused(byChain, await (await certificateAuthority('Clients')).issue({ subject: SUBJECT }));
    });

    it('is refused where it signed itself and a chain is wanted', () => refused(byChain, own));

    it('is refused where its chain holds and it has expired', async () => {
      const notAfter = new Date(Date.now() - 1000);
      await refused(
        byChain,
        await tls.authority.issue({ subject: SUBJECT, notAfter, notBefore: new Date(0) }),
      );
    });

    it('is refused where it is another client’s', async () => {
      await refused(byKey, await tls.authority.issue({ subject: SUBJECT }));
    });

    it('is missed where none is shown', async () => {
      await refused(byChain);
      host.failures.length = 0;
      await refused(byKey);
    });

    it('is remembered with its verdict where a session is taken up again', async () => {
      const certified = await tls.authority.issue({ subject: SUBJECT });
      for (const [client, shown, expected] of [
        [byChain, certified, passed],
        [byChain, own, [401, 'invalid_client']],
        [byKey, own, passed],
      ] as const) {
        const agent = resuming();
        const answers = [await send(client, shown, agent), await send(client, shown, agent)];
        expect(answers.map(({ resumed }) => resumed)).toEqual([false, true]);
        expect(answers.map(({ answer }) => answer)).toEqual([expected, expected]);
      }
    });
  },
);
