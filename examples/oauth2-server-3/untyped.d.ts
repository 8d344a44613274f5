/** Neither has types here; your project has `@types/express-oauth-server`, and Express 4 under its own name. */
declare module 'express-oauth-server' {
  import OAuthServer from '@node-oauth/express-oauth-server';

  export = OAuthServer;
}

declare module 'express4' {
  import express from 'express';

  export = express;
}
