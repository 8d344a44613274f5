import { CIBA_GRANT_TYPE, type CibaClient } from '../../../lib/index.js';

/** A client whose secret the specs know. */
export type KnownClient = CibaClient & { readonly client_secret: string };

/** A client that polls, with a secret made of its id. */
export function clientNamed(
  client_id: string,
  more: Omit<Partial<CibaClient>, 'client_secret'> = {},
): KnownClient {
  return { client_id, client_secret: `${client_id}-secret`, grant_types: [CIBA_GRANT_TYPE], ...more };
}

/** Those that every host of these specs knows. */
export const CLIENTS: readonly KnownClient[] = [
  clientNamed('till', {
    client_name: 'Till 7',
    tos_uri: 'https://till.example/terms',
    policy_uri: 'https://till.example/privacy',
  }),
  clientNamed('kiosk', { client_name: 'Kiosk' }),
  clientNamed('nameless'),
  clientNamed('picker', { client_name: 'Corner shop', backchannel_number_matching: 'pick' }),
  clientNamed('typer', { client_name: 'Bank transfer', backchannel_number_matching: 'type' }),
  clientNamed('painter', { client_name: 'Painter', logo_uri: 'https://painter.example/logo.png' }),
];

/** A payment as the Berlin Group has it, with members of its own. */
export const PAYMENT = {
  type: 'payment_initiation',
  actions: ['initiate'],
  locations: ['https://bank.example/payments'],
  instructedAmount: { currency: 'EUR', amount: '123.50' },
  creditorName: 'Merchant A',
  creditorAccount: { iban: 'DE02100100109307118603' },
  remittanceInformationUnstructured: 'Ref Number Merchant',
};
