import { Controller, Get, Inject } from '@nestjs/common';
import type { Ciba } from 'express-ciba';
import { issuer } from '../express-oauth2-server/your-server.js';
import { CIBA } from './ciba.provider.js';

@Controller()
export class DiscoveryController {
  @Inject(CIBA) private readonly ciba!: Ciba;

  @Get('.well-known/openid-configuration')
  document() {
    const grant_types_supported = ['client_credentials'];
    return this.ciba.metadata({ issuer, jwks_uri: `${issuer}/jwks`, grant_types_supported });
  }

  @Get('jwks')
  jwks() {
    return this.ciba.jwks();
  }
}
