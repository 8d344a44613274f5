import NodeOAuth2Server from '@node-oauth/oauth2-server';
import type { ScopeFormat } from 'express-ciba/oauth2-server';
import OAuth2Server3 from 'oauth2-server';

/** A library whose models the preset takes. */
export interface Library {
  readonly name: string;
  readonly OAuth2Server: typeof NodeOAuth2Server;
  readonly scopeFormat: ScopeFormat;
}

export const libraries: readonly Library[] = [
  { name: '@node-oauth/oauth2-server 5', OAuth2Server: NodeOAuth2Server, scopeFormat: 'array' },
  { name: 'oauth2-server 3', OAuth2Server: OAuth2Server3, scopeFormat: 'string' },
];

/** A scope as a library writes it. */
export function scopeOf(text: string, { scopeFormat }: Library): string | string[] {
  return scopeFormat === 'array' ? text.split(' ') : text;
}
