import express from 'express';
import { bareRoutes } from './bare.js';
import { serve } from './serve.js';

/** F1: the bare routes on Express 5. */
const form = express.urlencoded({ extended: false });
const app = express();
for (const [path, route] of Object.entries(bareRoutes)) {
  app.post(path, form, async (req, res) => {
    const { status, body } = await route(req.body, req.headers.authorization);
    res.status(status).json(body);
  });
}
serve(app);
