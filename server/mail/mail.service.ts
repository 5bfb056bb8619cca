import { type Db, insideTransaction, type Tx } from '../kit/db.js';
import type { Clock } from '../kit/time.js';
import {
  checkMessage,
  lacksSecrets,
  type MailMessage,
  type MailSecrets,
  splitSecrets,
} from './mail.messages.js';
import { MailNotSent, type MailPort } from './mail.port.js';
import { addMail, claimAttempt, findMail, recordAttempt, type StoredMail } from './mail.store.js';
import { type RenderedMail, renderMail } from './templates/render.js';

/** The part of the configuration that mails need. */
export interface MailConfig {
  readonly web: { readonly baseUrl: string };
  readonly mail: { readonly from: string };
  readonly seller: {
    readonly name: string;
    readonly addressLines: readonly string[];
    readonly email: string;
  };
}

/** What the job `mail.deliver` carries. `secrets` are the parts that must not stand in the table. */
export interface MailDelivery {
  readonly emailId: string;
  readonly secrets?: MailSecrets;
}

export interface Mail {
  /**
   * Writes a mail at once and queues it inside `tx`: a rollback leaves neither mail nor job. The same `dedupeKey` again
   * does nothing. Secret links are stored only where mails are kept; else they travel in the job. Refuses (`invalid`)
   * data that the template does not take, an address that is none and a link out of the configured base URL.
   */
  sendLater(tx: Tx, message: MailMessage): Promise<void>;
  /**
   * Sends one queued mail, outside any transaction; done already or taken by another deliverer: does nothing. Throws
   * `MailNotSent` where another try may help, so that the job comes again; after 10 attempts, or a final no of the
   * provider, the mail is `failed`. If the process dies between the provider's yes and our note, the mail goes out twice
   * under one Message-ID.
   */
  deliver(delivery: MailDelivery): Promise<void>;
}

export const MAIL_JOB = 'mail.deliver';
const MAX_ATTEMPTS = 10;

export function createMail(parts: { db: Db; port: MailPort; clock: Clock; config: MailConfig }): Mail {
  const { db, port, clock, config } = parts;
  const { baseUrl } = config.web;
  const hidden: MailSecrets = { link: `${baseUrl}/#link-not-stored`, code: '••••••' };

  const render = ({ template, data, locale }: MailMessage): RenderedMail =>
    renderMail(template, data, { locale, baseUrl, sender: config.seller });

  /** The mail as it goes out: as stored, or written again with the secrets that the job brought. */
  function contentOf(
    stored: StoredMail,
    secrets: MailSecrets | undefined,
  ): Pick<RenderedMail, 'subject' | 'text' | 'html'> {
    if (!secrets) return stored;
    const message = messageOf(stored);
    return render(checkMessage({ ...message, data: { ...message.data, ...secrets } }));
  }

  async function attempt(stored: StoredMail, secrets: MailSecrets | undefined): Promise<void> {
    const { subject, text, html } = contentOf(stored, secrets);
    const { providerMessageId } = await port.send({
      to: stored.toAddress,
      from: { address: config.mail.from, name: config.seller.name },
      subject,
      text,
      html,
      messageId: `<${stored.id}@${config.mail.from.split('@').at(-1) ?? 'localhost'}>`,
    });
    const status = port.delivery === 'kept' ? 'kept' : 'sent';
    await recordAttempt(db.prisma, stored.id, {
      status,
      providerMessageId,
      sentAt: status === 'sent' ? clock.now() : null,
    });
  }

  return {
    async sendLater(tx, message) {
      const checked = checkMessage(message);
      // Written with its secrets first: a link out of the house is refused here, not in the job.
      const rendered = render(checked);
      const { message: stored, secrets } =
        port.delivery === 'outside' ? splitSecrets(checked, hidden) : { message: checked, secrets: null };
      const { subject, text, html } = secrets ? render(stored) : rendered;
      const emailId = await addMail(tx, { ...queuedOf(stored), subject, text, html });
      if (emailId === null) return;
      await tx.job(MAIL_JOB, secrets ? { emailId, secrets } : { emailId }, { maxAttempts: MAX_ATTEMPTS + 2 });
    },

    async deliver({ emailId, secrets }) {
      if (insideTransaction())
        throw new Error('A mail is sent outside of transactions: a slow provider would hold locks');
      const stored = await findMail(db.prisma, emailId);
      if (stored?.status !== 'queued') return;
      if (!secrets && lacksSecrets(messageOf(stored), hidden)) {
        const lastError = 'The secret link was not stored and is lost. Ask for a new mail.';
        return recordAttempt(db.prisma, emailId, { status: 'failed', lastError });
      }
      if (!(await claimAttempt(db.prisma, stored))) return;
      try {
        await attempt(stored, secrets);
      } catch (error) {
        const final = isFinal(error, stored.attempts + 1);
        const lastError = error instanceof Error ? error.message.slice(0, 1_000) : 'unknown error';
        await recordAttempt(db.prisma, emailId, { status: final ? 'failed' : 'queued', lastError });
        if (!final) throw error;
      }
    },
  };
}

const isFinal = (error: unknown, attempts: number): boolean =>
  attempts >= MAX_ATTEMPTS || (error instanceof MailNotSent && !error.retryable);

// Field by field: what a caller hands over besides stays out of the row.
const queuedOf = ({ template, to, locale, accountId, data, dedupeKey }: MailMessage) => ({
  template,
  to,
  locale,
  accountId,
  data,
  dedupeKey,
});

const messageOf = ({ template, toAddress, locale, accountId, data, dedupeKey }: StoredMail): MailMessage =>
  checkMessage({ template, to: toAddress, locale, accountId, data, dedupeKey });
