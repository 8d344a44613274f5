import 'reflect-metadata';
import { type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Ciba } from 'express-ciba';
import { requireLogin, sameOrigin } from '../express-oauth2-server/your-server.js';
import { ApprovalsController } from './approvals.controller.js';
import { CIBA, cibaProvider } from './ciba.provider.js';
import { DiscoveryController } from './discovery.controller.js';
import { LoginController } from './login.controller.js';
import { TokenController } from './token.controller.js';
import { TokenService } from './token.service.js';

@Module({
  controllers: [TokenController, DiscoveryController, LoginController, ApprovalsController],
  providers: [TokenService, cibaProvider],
})
class AppModule {}

/** A server on NestJS 11. */
export async function createHost(): Promise<INestApplication> {
  const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
  const ciba = app.get<Ciba>(CIBA);
  app.use('/oauth', ciba.router); // before `app.listen()`, which adds the controllers
  app.use('/approvals', requireLogin, sameOrigin);
  return app;
}
