import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

const { RECEIVER_KEY, RECEIVER_CERT } = process.env;
let [count, lastAt] = [0, 0];

/** Answers each ping with 204, in a process of its own; says when asked how many came, and when the last one did. */
const server = createServer({ key: RECEIVER_KEY, cert: RECEIVER_CERT }, (req, res) => {
  req.resume().on('end', () => {
    count += 1;
    lastAt = Date.now();
    res.writeHead(204).end();
  });
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('message', () => process.send?.({ count, lastAt }));
process.on('disconnect', () => process.exit());
