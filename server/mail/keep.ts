import type { MailPort } from './mail.port.js';

/** Without a provider's key no mail leaves the house: it stays in the table, readable in the back office. */
export const keepMails = (): MailPort => ({
  delivery: 'kept',
  send: () => Promise.resolve({ providerMessageId: null }),
});
