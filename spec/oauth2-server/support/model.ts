import { hash } from 'node:crypto';
import { CIBA_GRANT } from '../../support/host.js';

/** A call of a model's method. */
export type Call = readonly [method: string, ...args: unknown[]];

/** A row of the model's token table. */
export type TokenRow = Record<string, unknown> & { accessToken: string; refreshToken?: string };

/** A client as the model stores it. */
export type ClientRow = Record<string, unknown> & { id: string; secretHash: string; grants: unknown };

export const tillRow: ClientRow = {
  id: 'till',
  client_name: 'Till 7',
  secretHash: hash('sha256', 'till-secret'),
  grants: [CIBA_GRANT, 'refresh_token', 'client_credentials'],
};

/** A model as hosts write them, for either library; it keeps hashed secrets and remembers its calls. */
export class TestModel {
  readonly calls: Call[] = [];
  readonly rows: TokenRow[] = [];
  readonly clients: ClientRow[];

  constructor(...clients: readonly ClientRow[]) {
    this.clients = [...clients];
  }

  /** The arguments of each call of a method. */
  callsOf(method: string): unknown[][] {
    return this.calls.filter(([name]) => name === method).map(([, ...args]) => args);
  }

  async getClient(id: string, secret: string | null): Promise<unknown> {
    this.calls.push(['getClient', id, secret]);
    const client = this.clients.find((row) => row.id === id);
    // As many models do: a secret that is empty or absent is not looked at.
    return client && (!secret || hash('sha256', secret) === client.secretHash) ? client : null;
  }

  async getUserFromClient(client: ClientRow): Promise<unknown> {
    return { id: client.id };
  }

  async saveToken(token: TokenRow, client: unknown, user: unknown): Promise<unknown> {
    this.calls.push(['saveToken', token, client, user]);
    const row = { ...token, client, user };
    this.rows.push(row);
    return row;
  }

  async getAccessToken(accessToken: string): Promise<unknown> {
    return this.rows.find((row) => row.accessToken === accessToken);
  }

  async getRefreshToken(refreshToken: string): Promise<unknown> {
    return this.rows.find((row) => row.refreshToken === refreshToken);
  }

  async revokeToken({ refreshToken }: TokenRow): Promise<boolean> {
    const at = this.rows.findIndex((row) => row.refreshToken === refreshToken);
    return at !== -1 && this.rows.splice(at, 1).length === 1;
  }
}
