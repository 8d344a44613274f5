export type { DeviceErrorCode } from './errors.js';
export type { DeviceRouterOptions, DeviceUser } from './options.js';
export { type DeviceRouter, deviceRouter } from './router.js';
export type { DeviceRequest, DeviceRequestList } from './view.js';
