import { once } from 'node:events';
import { type ConnectionOptions, connect } from 'node:tls';

/** Only what a client would offer. */
export interface Offer {
  readonly version: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2';
  /** In OpenSSL's names. */
  readonly ciphers: string;
}

/** Tries a handshake without a client certificate. Answers the version and the suite that were agreed on, or the code of the failure. */
export async function handshake(url: string, { version, ciphers }: Offer): Promise<string> {
  const { hostname, port } = new URL(url);
  const options: ConnectionOptions & { family: number } = {
    host: hostname,
    port: Number(port),
    servername: hostname,
    family: 4,
    // The question is what the server agrees to, not who it is.
    rejectUnauthorized: false,
    minVersion: version,
    maxVersion: version,
    // Without this, OpenSSL itself would not offer what is old.
    ciphers: `${ciphers}@SECLEVEL=0`,
  };
  const socket = connect(options);
  try {
    await once(socket, 'secureConnect');
    return `${socket.getProtocol()} ${socket.getCipher().name}`;
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  } finally {
    socket.destroy();
  }
}
