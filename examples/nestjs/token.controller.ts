import {
  BadRequestException,
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Inject,
  Post,
  UnauthorizedException,
} from '@nestjs/common';
import { clients } from '../hand-rolled/clients.js';
import { TokenService } from './token.service.js';

/** The token route that the server had before, and a resource. */
@Controller()
export class TokenController {
  @Inject(TokenService) private readonly tokens!: TokenService;

  @Post('oauth/token')
  @HttpCode(200)
  token(@Body() form: Record<string, unknown> = {}) {
    const client = clients.authenticate(form);
    if (!client) throw new UnauthorizedException({ error: 'invalid_client' });
    if (form.grant_type !== 'client_credentials')
      throw new BadRequestException({ error: 'unsupported_grant_type' });
    const { client_id } = client;
    return this.tokens.issue({ client_id, sub: client_id, scope: ['receipts'] });
  }

  @Get('me')
  me(@Headers('authorization') authorization = '') {
    const token = this.tokens.find(authorization.replace(/^Bearer /i, ''));
    if (!token) throw new UnauthorizedException();
    return token;
  }
}
