import type { ErrorRequestHandler, RequestHandler } from 'express';

/** A form of another site can post text without asking, but never JSON. */
export const jsonOnly: RequestHandler = (req, res, next) => {
  if (req.method === 'GET' || req.is('application/json')) return next();
  res.status(415).json({ error: 'json_only' });
};

/** Answers what the JSON parser refuses. */
export const malformed: ErrorRequestHandler = (error, _req, res, next) => {
  if (error?.type === undefined) return next(error);
  res.status(error.status).json({ error: 'malformed' });
};
