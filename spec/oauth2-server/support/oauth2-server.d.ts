/** `oauth2-server` 3 ships no types; what the specs use of it is what its successor kept. */
declare module 'oauth2-server' {
  import OAuth2Server from '@node-oauth/oauth2-server';

  export = OAuth2Server;
}
