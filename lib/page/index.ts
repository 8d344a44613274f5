export type { MessagesByLanguage } from './app/messages/index.js';
export { approvalPage } from './approval-page.js';
export type { ApprovalPageIcon, ApprovalPageOptions } from './options.js';
