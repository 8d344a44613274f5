import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PeerCertificate } from './peer-certificate.js';

/** A request as Express 4 and 5 hand it over; no Express type is needed. */
export type Incoming = IncomingMessage & {
  body?: unknown;
  /** Set by body-parser once it has read the body. */
  _body?: boolean;
  baseUrl?: string;
};

/** Middleware for Express 4 and 5, and whatever else calls `(req, res, next)`. */
export type Handler = (req: Incoming, res: ServerResponse, next: (error?: unknown) => void) => void;

/** A form that reached an endpoint, as the rooms behind it see the request. */
export interface FormRequest {
  readonly params: URLSearchParams;
  readonly authorization: string | undefined;
  /** The header `DPoP`: several are shown together, and are no proof. RFC 9449 §4.1. */
  readonly proof: string | undefined;
  /** Milliseconds on the process's monotonic clock (`performance.now()`) at which the request had arrived whole. */
  readonly arrivedAt: number;
  /** The certificate that the connection showed when the request came. */
  readonly peer: PeerCertificate | undefined;
  /** The request itself, to be handed to host callbacks and read by nobody else. */
  readonly raw: Incoming;
  /** Whether the client has hung up. */
  readonly isGone: () => boolean;
  /** Calls back when the client hangs up; the answer ends that. */
  readonly onGone: (gone: () => void) => () => void;
}

/** What an endpoint answers. */
export interface JsonAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>> | SerializedJson;
  /** Called once the answer was written. */
  readonly written?: () => void;
}

/** JSON made earlier, where the making might have failed. */
export class SerializedJson {
  readonly text: string;

  constructor(value: unknown) {
    this.text = JSON.stringify(value);
  }
}
