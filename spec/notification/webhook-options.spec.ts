import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from '../../lib/errors.js';
import { type WebhookOptions, webhookChannel } from '../../lib/notification/webhook.js';
import { WEBHOOK_SECRET } from '../support/receiver-webhook.js';

describe('the options of a webhook', () => {
  const url = 'https://push.example.com/ciba';
  const codeOf = (options: unknown): unknown => {
    try {
      webhookChannel(options as WebhookOptions);
    } catch (error) {
      if (error instanceof ConfigurationError) return error.code;
      throw error;
    }
    return undefined;
  };

  it.each([
    undefined,
    null,
    '',
    'whsec_',
    'whsec_dG9vIHNob3J0',
    'a long passphrase with spaces, no base64!',
    randomBytes(23).toString('base64'),
    42,
    randomBytes(24),
  ])('hold a secret of 24 bytes: not %j', (secret) => {
    expect(codeOf({ url, secret })).toBe('ERR_CIBA_WEBHOOK');
  });

  it('may name the channel', () => {
    expect(webhookChannel({ url, secret: WEBHOOK_SECRET }).name).toBe('webhook');
    expect(webhookChannel({ url, secret: WEBHOOK_SECRET, name: 'phone' }).name).toBe('phone');
  });

  it.each([{ timeout: 0 }, { ports: [] }, { ca: 'no certificate' }])(
    'are those of the guarded client: %j',
    (wrong) => {
      expect(codeOf({ url, secret: WEBHOOK_SECRET, ...wrong })).toBe('ERR_CIBA_OUTBOUND_OPTION');
    },
  );

  it('are known ones', () => {
    expect(() => webhookChannel({ url, secret: WEBHOOK_SECRET, follow: true } as never)).toThrow(
      ConfigurationError,
    );
  });

  it.each(['http://push.example.com/ciba', 'push.example.com', '', undefined])(
    'hold an https URL: not %j',
    (wrong) => {
      expect(() => webhookChannel({ url: wrong as string, secret: WEBHOOK_SECRET })).toThrow(
        ConfigurationError,
      );
    },
  );
});
