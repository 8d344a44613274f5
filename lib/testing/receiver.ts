import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Bell } from './bell.js';
import { jsonOf, textOf } from './call.js';
import { loopbackCertificate } from './certificate.js';
import { type Fault, faultOf } from './notification-fault.js';
import type { WireMessage } from './wire-message.js';

/** The notification endpoint of a ping or push client, over HTTPS on loopback. */
export interface NotificationReceiver {
  /** For the client's `backchannel_client_notification_endpoint`. */
  readonly endpoint: string;
  /** For `client_notification_token`: 256 bits, of this receiver alone. */
  readonly token: string;
  /** For the option `notification` of `createCiba`: lets it call loopback, and trusts this receiver's certificate. */
  readonly outbound: { readonly allowLoopback: true; readonly ca: string };
  /** All that came, in its order; a `body` that was no JSON object is empty. */
  readonly received: readonly WireMessage[];
  /**
   * The next notification that came or comes; `status` is what it was answered.
   *
   * @throws Error where none comes within 3 seconds, and where one comes that a client must not take
   */
  next(): Promise<WireMessage>;
  /** Answers the next notifications with these statuses, one each; then with 204 again. */
  answer(...statuses: readonly number[]): void;
  /** Ends all connections and listens no more. */
  close(): Promise<void>;
}

/**
 * A notification endpoint that checks what a client has to check: POST, bearer token, content type, and the members of a ping or push.
 *
 * What is wrong it answers by 400 or 401 and `next()` rejects with the reason. It keeps no process from ending.
 *
 * @example
 * ```ts
 * import { createCiba, memoryStore } from 'express-ciba';
 * import { notificationReceiver } from 'express-ciba/testing';
 *
 * const receiver = await notificationReceiver();
 * const client = { ...clients.get('till'), backchannel_client_notification_endpoint: receiver.endpoint };
 * const ciba = createCiba({ issuer, adapter, store: memoryStore(), deliveryModes: ['ping'], notification: receiver.outbound });
 * const { body } = await receiver.next(); // { auth_req_id }
 * await receiver.close();
 * ```
 */
export async function notificationReceiver(): Promise<NotificationReceiver> {
  const { cert, key } = loopbackCertificate();
  const token = randomBytes(32).toString('base64url');
  const inbox = new Inbox();
  const statuses: number[] = [];
  const take = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const { message, fault } = await judged(req, token, () => statuses.shift() ?? 204);
    res.writeHead(message.status).end();
    inbox.put(message, fault);
  };
  const server = createServer({ cert, key }, (req, res) => {
    // Who hangs up has said nothing.
    take(req, res).catch(() => res.destroy());
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  return {
    endpoint: `https://127.0.0.1:${(server.address() as AddressInfo).port}/notify`,
    token,
    outbound: { allowLoopback: true, ca: cert },
    received: inbox.received,
    next: () => inbox.next(),
    answer: (...more) => void statuses.push(...more),
    async close() {
      inbox.close();
      server.closeAllConnections();
      if (server.listening) await once(server.close(), 'close');
    },
  };
}

/** What came, and what it is answered: a right one by the status that is next. */
async function judged(
  req: IncomingMessage,
  token: string,
  status: () => number,
): Promise<{ readonly message: WireMessage; readonly fault: Fault | undefined }> {
  const { method, headers } = req;
  const body = jsonOf(await textOf(req));
  const fault = faultOf({ method, headers, body }, token);
  return { message: { status: fault?.status ?? status(), headers, body: body ?? {} }, fault };
}

/** What has come, and what of it was asked for. */
class Inbox {
  readonly received: WireMessage[] = [];
  readonly #faults: (Fault | undefined)[] = [];
  readonly #bell = new Bell();
  #taken = 0;
  #closed = false;

  put(message: WireMessage, fault: Fault | undefined): void {
    this.received.push(message);
    this.#faults.push(fault);
    this.#bell.ring();
  }

  next(): Promise<WireMessage> {
    return this.#bell.until(() => this.#take(), 'no notification has come');
  }

  close(): void {
    this.#closed = true;
    this.#bell.ring();
  }

  #take(): WireMessage | undefined {
    const message = this.received[this.#taken];
    if (message === undefined && this.#closed)
      throw new Error('the receiver is closed, and no notification is left');
    if (message === undefined) return undefined;
    const fault = this.#faults[this.#taken];
    this.#taken += 1;
    if (fault === undefined) return message;
    throw new Error(`a notification came that a client must not take: ${fault.reason}`);
  }
}
