import { createHash } from 'node:crypto';
import type { Tx } from '../kit/db.js';

export type IdentityTemplate =
  | 'email_verification'
  | 'password_reset'
  | 'already_registered'
  | 'staff_password_reset'
  | 'staff_invitation';

/** What the sign-in needs of the mail: a row in the queue. Nothing is sent before the answer goes out. */
export interface IdentityMail {
  /** Enqueues inside `tx`. The same `dedupeKey` again is no second mail. */
  sendLater(
    tx: Tx,
    message: {
      template: IdentityTemplate;
      to: string;
      locale: string;
      accountId: null;
      data: Readonly<Record<string, string>>;
      dedupeKey: string;
    },
  ): Promise<void>;
}

/** A mail's key without its secret: one mail per token. */
export const mailKey = (template: IdentityTemplate, token: string): string =>
  `${template}:${createHash('sha256').update(token).digest('base64url')}`;
