import type { Request } from 'express';
import passport from 'passport';
import { clients } from './clients.js';

/** A stand-in for `passport-oauth2-client-password`: the client by `client_id` and `client_secret` of the form. */
export class ClientStrategy extends passport.Strategy {
  override readonly name = 'client';

  override authenticate(this: passport.StrategyCreated<this>, { body }: Request): void {
    const client = clients.find(String(body?.client_id));
    if (client && clients.secretFits(client, String(body.client_secret))) this.success(client);
    else this.fail(401);
  }
}
