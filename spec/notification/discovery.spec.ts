import { describe, expect, it } from '@jest/globals';
import type { DeliveryMode } from '../../lib/request/record.js';
import { CIBA_GRANT, testHost } from '../support/host.js';
import { keyRing } from '../support/receiver-host.js';

describe('metadata', () => {
  it.each<[string, readonly DeliveryMode[], readonly string[] | undefined]>([
    ['clients that poll', ['poll'], [CIBA_GRANT]],
    ['clients that are pinged', ['ping'], [CIBA_GRANT]],
    ['clients of all modes', ['poll', 'ping', 'push'], [CIBA_GRANT]],
    ['clients that are pushed to, and no other', ['push'], undefined],
  ])('names the modes of %s, and the grant type where tokens are fetched by it', (_who, modes, grants) => {
    const { ciba } = testHost({ deliveryModes: modes, notification: { keyRing } });
    const { backchannel_token_delivery_modes_supported, grant_types_supported } = ciba.metadata();
    expect(backchannel_token_delivery_modes_supported).toEqual(modes);
    expect(grant_types_supported).toEqual(grants);
  });
});
