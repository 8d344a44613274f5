import express from 'express';
import { healthCheck } from 'express-ciba/operations';
import supertest from 'supertest';

const found = (ready: boolean) => async () => ({ ready, problems: ready ? [] : ['Redis 5.0 is too old'] });

describe('the health check', () => {
  it.each([
    [true, 200],
    [false, 503],
  ])('answers whether it is ready, and nothing else: %p', async (ready, expected) => {
    const app = express().get('/healthz', healthCheck({ ready: found(ready) }));
    const { status, body, headers } = await supertest(app).get('/healthz');
    expect([status, body, headers['cache-control']]).toEqual([expected, { ready }, 'no-store']);
  });

  it('says what is wrong where it is told to', async () => {
    const app = express().get('/healthz', healthCheck({ ready: found(false) }, { problems: true }));
    const { body } = await supertest(app).get('/healthz');
    expect(body).toEqual({ ready: false, problems: ['Redis 5.0 is too old'] });
  });

  it.each([
    [60, 1],
    [0, 5],
  ])('asks the store once in %p seconds, however many ask', async (maxAge, expected) => {
    let asked = 0;
    const ready = () => {
      asked += 1;
      return found(true)();
    };
    const app = express().get('/healthz', healthCheck({ ready }, { maxAge }));
    for (let n = 0; n < 5; n++) await supertest(app).get('/healthz');
    expect(asked).toBe(expected);
  });
});
