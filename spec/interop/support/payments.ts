import type { AuthorizationDetailsType } from '../../../lib/options.js';

/** What clients ask for. */
export const PAYMENT = { type: 'payment', amount: 100, currency: 'EUR' };
export const ACCOUNT = { type: 'account', actions: ['read'] };

/** A payment of no more than was asked for, and accounts of which nothing is known but their form. */
export const TYPES: Readonly<Record<string, AuthorizationDetailsType>> = {
  payment: {
    validate: ({ amount }) => typeof amount === 'number',
    isWithin: (granted, requested) =>
      granted.currency === requested.currency && Number(granted.amount) <= Number(requested.amount),
  },
  account: {},
};
