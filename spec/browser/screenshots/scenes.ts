import type { BrowserContextOptions } from 'playwright-core';
import type { Asking } from '../support/approval-calls.ts';
import { clientNamed, type KnownClient } from '../support/approval-clients.ts';
import { GERMAN, type Words } from '../support/approval-words.ts';

/** One picture. */
export interface Scene {
  readonly name: string;
  /** Of the window, in pixels. */
  readonly width: number;
  readonly device: BrowserContextOptions;
  readonly words?: Words;
  /** What is pending, and the label of its card. */
  readonly asked: readonly (Omit<Asking, 'user'> & { readonly label: string })[];
}

const PHONE = { width: 390, device: { deviceScaleFactor: 2 } };
const DESKTOP = { width: 1280, device: {} };

const shop = clientNamed('corner-shop.till-7', {
  client_name: 'Corner shop, till 7',
  tos_uri: 'https://shop.example/terms',
  policy_uri: 'https://shop.example/privacy',
});
const cautious = clientNamed('corner-shop.till-8', {
  client_name: 'Corner shop, till 8',
  backchannel_number_matching: 'pick',
});
const german = clientNamed('eckladen.kasse-7', { client_name: 'Eckladen, Kasse 7' });
const television = clientNamed('tv.living-room', { client_name: 'Living room TV' });

/** The clients that ask. */
export const CLIENTS: readonly KnownClient[] = [shop, cautious, german, television];

const payment = (message: string, creditorName: string): Scene['asked'][0] => ({
  ...{ label: `Corner shop, till 7: ${message}`, client: shop, message, expiry: 300 },
  details: [
    {
      ...{ type: 'payment_initiation', creditorName, remittanceInformationUnstructured: message },
      instructedAmount: { currency: 'EUR', amount: '123.50' },
      creditorAccount: { iban: 'DE02100100109307118603' },
    },
  ],
});
const english = payment('Order 1742', 'Corner Shop Ltd');
const signIn = {
  ...{ label: 'Living room TV: K7 RN4', client: television, message: 'K7 RN4', expiry: 400 },
  scope: 'openid profile email',
};

/** The same in the dark. */
const dark = ({ width, device }: typeof PHONE | typeof DESKTOP): Pick<Scene, 'width' | 'device'> => ({
  width,
  device: { ...device, colorScheme: 'dark' },
});

export const SCENES: readonly Scene[] = [
  { name: 'phone-light', ...PHONE, asked: [english] },
  { name: 'phone-dark', ...dark(PHONE), asked: [english] },
  { name: 'desktop-light', ...DESKTOP, asked: [english, signIn] },
  { name: 'desktop-dark', ...dark(DESKTOP), asked: [english, signIn] },
  {
    ...{ ...PHONE, name: 'phone-german', words: GERMAN, device: { ...PHONE.device, locale: 'de-DE' } },
    asked: [
      {
        ...payment('Bestellung 1742', 'Eckladen GmbH'),
        ...{ client: german, label: 'Eckladen, Kasse 7: Bestellung 1742' },
      },
    ],
  },
  {
    ...{ ...PHONE, name: 'phone-number' },
    asked: [{ ...english, client: cautious, label: 'Corner shop, till 8: Order 1742' }],
  },
];
