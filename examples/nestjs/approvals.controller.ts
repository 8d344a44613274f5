import { Controller, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Ciba } from 'express-ciba';
import { CIBA } from './ciba.provider.js';

/** What the user's app calls; `requireLogin` and `sameOrigin` stand before it. */
@Controller('approvals')
export class ApprovalsController {
  @Inject(CIBA) private readonly ciba!: Ciba;

  @Get()
  list(@Res({ passthrough: true }) { locals }: Response) {
    return this.ciba.listRequests({ sub: locals.sub });
  }

  @Post(':id/approve')
  @HttpCode(200)
  approve(@Param('id') id: string, @Res({ passthrough: true }) { locals }: Response) {
    return this.ciba.approve(id, { sub: locals.sub });
  }

  @Post(':id/deny')
  @HttpCode(200)
  deny(@Param('id') id: string, @Res({ passthrough: true }) { locals }: Response) {
    return this.ciba.deny(id, { sub: locals.sub });
  }
}
