import type { Ciba } from 'express-ciba';
import { type DeviceRouter, type DeviceRouterOptions, deviceRouter } from 'express-ciba/device';
import type { DemoSessions } from './sessions.js';

type Incoming = Parameters<DeviceRouterOptions['authenticateUser']>[0];

/**
 * What the phone works on, at `/device` for whoever is signed in and at `/device/alice` for alice alone: a page that shows alice's phone
 * must not go on as bob's when another tab has handed it over.
 */
export function phoneDevice(ciba: Ciba, sessions: DemoSessions): DeviceRouter {
  return deviceRouter(ciba, {
    authenticateUser(req) {
      const user = sessions.userOf(req);
      const holder = holderOf(req);
      return holder === undefined || holder === user?.sub ? user : undefined;
    },
  });
}

function holderOf(req: Incoming): string | undefined {
  const { params } = req as { readonly params?: { readonly holder?: string } };
  return params?.holder;
}
