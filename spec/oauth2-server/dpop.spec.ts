import { describe, expect, it } from '@jest/globals';
import { cnf } from '../support/dpop-host.js';
import { proving } from '../support/dpop-proofs.js';
import { CIBA_GRANT } from '../support/host.js';
import { post } from '../support/http-requests.js';
import { libraries } from './support/libraries.js';
import { TestModel, tillRow } from './support/model.js';
import { presetHost } from './support/preset-host.js';

describe.each(libraries)('a client of a model on $name that proves a key', (library) => {
  /** What comes of a poll of an approved request. */
  async function redeemed(columns: object, sent: object) {
    const host = presetHost(library, { model: new TestModel({ ...tillRow, ...columns }), dpop: true });
    const fields = { grant_type: CIBA_GRANT, auth_req_id: await host.approved() };
    const client = { client_id: 'till', client_secret: 'till-secret' };
    return { host, res: await post(host, '/token', { client, fields, ...sent }) };
  }

  it.each([{}, { dpop_bound_access_tokens: true }])(
    'has its token saved with that key: %j',
    async (columns) => {
      const { host, res } = await redeemed(columns, proving());
      expect([res.status, res.body.token_type]).toEqual([200, 'DPoP']);
      const [[token] = []] = host.model.callsOf('saveToken');
      expect(token).toMatchObject({ cnf });
      expect(res.body).not.toHaveProperty('cnf');
    },
  );

  it('has none saved without a proof that its columns demand', async () => {
    const { host, res } = await redeemed({ dpop_bound_access_tokens: true }, {});
    expect([res.status, res.body.error]).toEqual([400, 'invalid_dpop_proof']);
    expect(host.model.callsOf('saveToken')).toEqual([]);
  });

  it('gets a token of type Bearer where it proves none', async () => {
    const { res } = await redeemed({}, {});
    expect([res.status, res.body.token_type]).toEqual([200, 'Bearer']);
  });
});
