import type { Express, Request, Response } from 'express';
import type { AuthenticationRequest, CibaAdapter, Confirmation, EndUser, Incoming, Jwk } from 'express-ciba';
import type { OAuth2ServerModel } from 'express-ciba/oauth2-server';

/** What the code blocks of the docs leave to the host: its clients, users, channels and keys. */
declare global {
  const app: Express;
  const issuer: string;
  const adapter: CibaAdapter;
  const model: OAuth2ServerModel;
  const signingKey: Jwk;
  const retiredKey: Jwk;
  const clientKey: CryptoKey;
  const clients: Map<string, { client_id: string; client_secret: string; grant_types: string[] }>;
  const users: Map<string, EndUser> & {
    findByEmail(email: string | undefined): Promise<EndUser | undefined>;
    findByPhone(number: string): Promise<EndUser | undefined>;
    hasPhone(sub: string): boolean;
    hasPhone(sub: string): boolean;
  };
  const phone: { push(sub: string, request: AuthenticationRequest | string): Promise<void> };
  const tokens: Map<string, { sub: string; cnf?: Confirmation | undefined }>;
  const isFromProxy: (req: Incoming) => boolean;
  const sessions: {
    userOf(req: Incoming): Promise<{ sub: string; amr: string[]; signedInAt: number } | undefined>;
  };
  const operators: { has(req: Incoming): boolean };
  const audit: { write(entry: object): void };
  const counters: { add(name: string): void };
  const ciba: import('express-ciba').Ciba;
  const requireLogin: (req: Request, res: Response, next: () => void) => void;
  const sameOrigin: typeof requireLogin;
}
