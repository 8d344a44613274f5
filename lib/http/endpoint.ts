import type { FormRequest, Handler, Incoming, JsonAnswer } from './handler.js';
import { writeJson } from './json.js';
import { type Peeked, peekForm } from './peek.js';

/** Answers a form; never throws. */
export type Answer = (request: FormRequest) => Promise<JsonAnswer>;

/** Why a request at an endpoint of our own is not a form we can read. */
export type NotReadable = Exclude<Peeked['kind'], 'form' | 'aborted'> | 'not_post';

/** An endpoint of which every request is ours; what is not a readable form is refused. */
export function ownEndpoint(answer: Answer, refuse: (why: NotReadable) => JsonAnswer): Handler {
  const serve = async (req: Incoming): Promise<JsonAnswer | undefined> => {
    const arrivedAt = performance.now();
    if (req.method !== 'POST') return refuse('not_post');
    const peeked = await peekForm(req, () => true);
    if (peeked.kind === 'aborted') return undefined;
    if (peeked.kind === 'form') return answer(formRequest(req, peeked.params, arrivedAt));
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
    const arrivedAt = performance.now();
    peekForm(req, isOurs)
      .then((peeked) => {
        if (peeked.kind === 'aborted') return undefined;
        if (peeked.kind !== 'form' || !isOurs(peeked.params)) return void setImmediate(next);
        return answer(formRequest(req, peeked.params, arrivedAt)).then((answered) =>
          writeJson(res, answered),
        );
      })
      .catch(next);
  };
}

function formRequest(req: Incoming, params: URLSearchParams, arrivedAt: number): FormRequest {
  return { params, authorization: req.headers.authorization, arrivedAt, raw: req };
}
