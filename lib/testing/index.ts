export { type TestClient, type TestClientOptions, testClient } from './client.js';
export { type TestClock, testClock } from './clock.js';
export { type NotificationReceiver, notificationReceiver } from './receiver.js';
export { type SimulatedUser, simulatedUser } from './user.js';
export type { WireMessage } from './wire-message.js';
