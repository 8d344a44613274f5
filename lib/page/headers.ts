import type { ApprovalPageConfiguration } from './options.js';

/** What every file says. */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-cache',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  /** By which the service worker knows ours from whatever else is answered in its place. */
  'X-Express-Ciba-Page': '1',
};

/** Powers that an approval needs none of. */
const UNUSED = ['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb'];

/** What the document says: nothing runs, is styled, called or shown but what this origin serves, and nobody may frame it. */
export function documentHeaders({
  stylesheet,
  imageSources,
}: Pick<ApprovalPageConfiguration, 'stylesheet' | 'imageSources'>): Readonly<Record<string, string>> {
  const theme = stylesheet !== undefined && URL.canParse(stylesheet) ? [new URL(stylesheet).origin] : [];
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    ["style-src 'self'", ...theme].join(' '),
    "connect-src 'self'",
    ["img-src 'self'", ...imageSources].join(' '),
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types ciba-service-worker',
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': UNUSED.map((power) => `${power}=()`).join(', '),
    'X-Frame-Options': 'DENY',
  };
}
