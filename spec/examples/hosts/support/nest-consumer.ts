import 'reflect-metadata';
import {
  Body,
  Controller,
  type INestApplication,
  type MiddlewareConsumer,
  Module,
  type NestModule,
  Post,
  RequestMethod,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Handler } from 'express-ciba';

/** What a consumer is told: middleware, and the path of its route. */
export type Applied = readonly [middleware: Handler, path: string];

/** A Nest host that applies middleware by its consumer; its own token route answers `{ host: <form> }`. */
export function nestHost(
  applied: readonly Applied[],
  options: { readonly bodyParser?: boolean; readonly rawBody?: boolean } = {},
): Promise<INestApplication> {
  class TokenController {
    token(form: unknown): unknown {
      return { host: form };
    }
  }
  class HostModule implements NestModule {
    configure(consumer: MiddlewareConsumer): void {
      for (const [middleware, path] of applied)
        consumer.apply(middleware).forRoutes({ path, method: RequestMethod.POST });
    }
  }
  // Decorators as the functions they are: the suite's compiler does not take them as syntax.
  const route = { value: TokenController.prototype.token };
  Post('token')(TokenController.prototype, 'token', route);
  Body()(TokenController.prototype, 'token', 0);
  Controller('oauth')(TokenController);
  Module({ controllers: [TokenController] })(HostModule);
  return NestFactory.create(HostModule, { logger: false, ...options });
}
