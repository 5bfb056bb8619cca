import sharedMailService from '@sendgrid/mail';
import { z } from 'zod';
import { MailNotSent, type MailPort, type OutgoingMail } from './mail.port.js';

const TIMEOUT_MS = 15_000;

interface Settings {
  apiKey: string;
  /** Null is SendGrid itself. */
  baseUrl: string | null;
}

/** SendGrid's v3 wire (@sendgrid/mail 8). Tracking is off: a link that carries a secret must not pass through others. */
export function createSendGrid({ apiKey, baseUrl }: Settings): MailPort {
  const service = newService();
  service.setApiKey(apiKey);
  // After setApiKey, which sets the base URL back to SendGrid's own.
  if (baseUrl) service.client.setDefaultRequest('baseUrl', baseUrl);
  service.setTimeout(TIMEOUT_MS);

  return {
    delivery: 'outside',
    async send(mail) {
      try {
        const [response] = await service.send(toSendGrid(mail));
        const id: unknown = (response.headers as Record<string, unknown>)['x-message-id'];
        return { providerMessageId: typeof id === 'string' ? id : null };
      } catch (error) {
        throw notSent(error);
      }
    },
  };
}

type Service = typeof sharedMailService & {
  client: { setDefaultRequest(key: 'baseUrl', value: string): void };
};

/** The package exports one instance for the whole process; a port has its own, so that no key or address is shared. */
function newService(): Service {
  const MailService = sharedMailService.constructor as new () => Service;
  return new MailService();
}

const toSendGrid = ({ to, from, subject, text, html, messageId }: OutgoingMail) => ({
  to,
  from: { email: from.address, name: from.name },
  subject,
  text,
  html,
  headers: { 'Message-ID': messageId },
  trackingSettings: { clickTracking: { enable: false, enableText: false }, openTracking: { enable: false } },
});

const responseError = z.object({
  code: z.number(),
  response: z.object({ body: z.object({ errors: z.array(z.object({ message: z.string() })) }) }).optional(),
});

// Worth another try: too many requests, a time-out, and a key or sender that is being set up anew. They say nothing
// about the mail itself.
const PASSING = new Set([401, 403, 408, 429]);

function notSent(error: unknown): MailNotSent {
  const answer = responseError.safeParse(error);
  if (!answer.success) {
    // No answer: refused connection, time-out, broken connection.
    const reason = error instanceof Error ? error.message : 'no answer';
    return new MailNotSent(`SendGrid could not be reached: ${reason}`, { retryable: true, cause: error });
  }
  const { code, response } = answer.data;
  const reasons = response?.body.errors.map(({ message }) => message).join(' ') || 'no reason given';
  const retryable = code >= 500 || PASSING.has(code);
  return new MailNotSent(`SendGrid answered ${code}: ${reasons}`, { retryable, cause: error });
}
