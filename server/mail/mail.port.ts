/** A mail as it goes out. `messageId` is ours; it becomes the Message-ID, so that a repeat can be recognised. */
export interface OutgoingMail {
  readonly to: string;
  readonly from: { readonly address: string; readonly name: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
}

/** The provider that carries mails out of the house. */
export interface MailPort {
  /**
   * `outside`: mails reach people, so that secrets in them must not be readable here. `kept`: nothing leaves the house,
   * and the stored mail is the only copy.
   */
  readonly delivery: 'outside' | 'kept';
  /** Answers the provider's id of the mail, null where it gives none. Throws `MailNotSent`. */
  send(mail: OutgoingMail): Promise<{ providerMessageId: string | null }>;
}

/** The provider did not take the mail. `retryable`: the same mail may pass later. */
export class MailNotSent extends Error {
  readonly retryable: boolean;

  constructor(message: string, { retryable, cause }: { retryable: boolean; cause?: unknown }) {
    super(message, { cause });
    this.name = 'MailNotSent';
    this.retryable = retryable;
  }
}
