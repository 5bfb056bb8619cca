import { createHash } from 'node:crypto';
import type { Tx } from '../kit/db.js';

interface Letter {
  to: string;
  locale: string;
  accountId: null;
  /** The same key again is no second mail. */
  dedupeKey: string;
}

/** A mail whose point is its link. */
export type LinkTemplate =
  | 'email_verification'
  | 'password_reset'
  | 'already_registered'
  | 'staff_password_reset';

export type IdentityMessage =
  | { [T in LinkTemplate]: Letter & { template: T; data: { name: string; link: string } } }[LinkTemplate]
  | (Letter & { template: 'staff_invitation'; data: { name: string; link: string; code: string } });

/** What the sign-in needs of the mail: a row in the queue, written inside `tx`. Nothing is sent before the answer. */
export interface IdentityMail {
  sendLater(tx: Tx, message: IdentityMessage): Promise<void>;
}

/** A mail's key without its secret: one mail per token. */
export const mailKey = (template: IdentityMessage['template'], token: string): string =>
  `${template}:${createHash('sha256').update(token).digest('base64url')}`;
