import { Body, Controller, Post, Res, UnauthorizedException } from '@nestjs/common';
import type { Response } from 'express';
import { signIn, users } from '../express-oauth2-server/your-server.js';

/** A stand-in: a real one asks for more than a name. */
@Controller('login')
export class LoginController {
  @Post()
  login(@Body('email') email: string, @Res({ passthrough: true }) res: Response): void {
    const user = users.findByEmail(email);
    if (!user) throw new UnauthorizedException();
    res.setHeader('Set-Cookie', `${signIn(user.sub)}; HttpOnly; SameSite=Strict; Path=/`);
  }
}
