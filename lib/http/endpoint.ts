import type { FormRequest, Handler, Incoming, JsonAnswer } from './handler.js';
import { writeJson } from './json.js';
import { type Peeked, peekForm } from './peek.js';
import { type PeerCertificate, peerCertificate } from './peer-certificate.js';

/** Answers a form; never throws. */
export type Answer = (request: FormRequest) => Promise<JsonAnswer>;

/** Why a request at an endpoint of our own is not a form we can read. */
export type NotReadable = Exclude<Peeked['kind'], 'form' | 'aborted'> | 'not_post';

/** An endpoint of which every request is ours; what is not a readable form is refused. */
export function ownEndpoint(answer: Answer, refuse: (why: NotReadable) => JsonAnswer): Handler {
  const serve = async (req: Incoming): Promise<JsonAnswer | undefined> => {
    if (req.method !== 'POST') return refuse('not_post');
    const peer = peerCertificate(req);
    const peeked = await peekForm(req, () => true);
    if (peeked.kind === 'aborted') return undefined;
    if (peeked.kind === 'form') return answer(formRequest(req, peer, peeked.params));
    // A body half read keeps its connection: Node discards only those that nobody has touched.
    req.resume();
    return refuse(peeked.kind);
  };
  return (req, res, next) => {
    serve(req)
      .then((answered) => answered && writeJson(res, answered))
      .catch(next);
  };
}

/** An endpoint shared with the host: only the forms that `isOurs` are answered, the rest goes on untouched. */
export function sharedEndpoint(answer: Answer, isOurs: (params: URLSearchParams) => boolean): Handler {
  return (req, res, next) => {
    if (req.method !== 'POST') return next();
    const peer = peerCertificate(req);
    peekForm(req, isOurs)
      .then((peeked) => {
        if (peeked.kind === 'aborted') return undefined;
        if (peeked.kind !== 'form' || !isOurs(peeked.params)) return void setImmediate(next);
        return answer(formRequest(req, peer, peeked.params)).then((answered) => writeJson(res, answered));
      })
      .catch(next);
  };
}

/** The form of a request, left in place for whoever comes next; undefined where it has none that can be read. */
export async function readForm(req: Incoming): Promise<FormRequest | undefined> {
  const peer = peerCertificate(req);
  const peeked = await peekForm(req, () => false);
  return peeked.kind === 'form' ? formRequest(req, peer, peeked.params) : undefined;
}

function formRequest(req: Incoming, peer: PeerCertificate | undefined, params: URLSearchParams): FormRequest {
  return {
    params,
    peer,
    authorization: headerOf(req, 'authorization'),
    proof: headerOf(req, 'dpop'),
    arrivedAt: performance.now(),
    raw: req,
    isGone: () => req.socket?.destroyed === true,
    onGone: (gone) => onClosed(req.socket, gone),
  };
}

/** Node keeps the first of several `Authorization` headers and a proxy may judge the last: all are shown, and fit no scheme. */
export function headerOf(
  { headers, rawHeaders = [] }: Incoming,
  name: 'authorization' | 'dpop',
): string | undefined {
  const seen = headers[name];
  if (seen === undefined) return undefined;
  const given = rawHeaders.filter((_text, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === name);
  return given.length > 1 ? given.join(', ') : String(seen);
}

/** Who waits for a connection to close: many requests may come by one, and it listens for all of them once. */
const waiting = new WeakMap<object, Set<() => void>>();

function onClosed(socket: Incoming['socket'], closed: () => void): () => void {
  if (socket === undefined || socket.destroyed) {
    closed();
    return () => undefined;
  }
  const ofSocket = waiting.get(socket) ?? new Set();
  if (!waiting.has(socket)) {
    waiting.set(socket, ofSocket);
    socket.once('close', () => {
      for (const hear of ofSocket) hear();
    });
  }
  ofSocket.add(closed);
  return () => void ofSocket.delete(closed);
}
