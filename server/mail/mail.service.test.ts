import { createDb, type Db } from '../kit/db.js';
import { newId } from '../kit/ids.js';
import { testClock } from '../test/clock.js';
import { testDatabase } from '../test/database.js';
import { keepMails } from './keep.js';
import type { MailMessage, MailTemplate } from './mail.messages.js';
import type { MailPort } from './mail.port.js';
import { createMail, MAIL_JOB, type Mail, type MailDelivery } from './mail.service.js';
import { createSendGrid } from './sendgrid.js';
import { MAIL_SAMPLES } from './test/mail.samples.js';
import { type SendGridWire, startSendGridWire } from './test/sendgrid-wire.js';

const clock = testClock('2026-11-22T10:00:00Z');
const config = {
  web: { baseUrl: 'https://billing.countinghouse.test' },
  mail: { from: 'billing@countinghouse.test' },
  seller: { name: 'Countinghouse GmbH', addressLines: ['Berlin'], email: 'billing@countinghouse.test' },
};

let db: Db;
let wire: SendGridWire;

beforeAll(async () => {
  db = createDb({ url: testDatabase(), poolSize: 6, clock, onError: () => undefined });
  wire = await startSendGridWire();
});

afterAll(async () => {
  await wire.close();
  await db.close();
});

beforeEach(() => {
  wire.taken.length = 0;
  wire.answers.length = 0;
});

const mailThrough = (port: MailPort): Mail => createMail({ db, port, clock, config });
const throughSendGrid = (): Mail => mailThrough(createSendGrid({ apiKey: 'SG.test', baseUrl: wire.url }));

/** A message to an address of its own, so that the suite's other mails are not counted. */
function messageTo(
  change: { template?: MailTemplate; data?: unknown; dedupeKey?: string } = {},
): MailMessage {
  const to = `${newId('usr')}@acme.test`;
  const data = MAIL_SAMPLES.payment_success;
  return {
    template: 'payment_success',
    to,
    locale: 'en-US',
    accountId: null,
    data,
    dedupeKey: null,
    ...change,
  } as MailMessage;
}

const resetMessage = () => messageTo({ template: 'password_reset', data: MAIL_SAMPLES.password_reset });

async function queue(mail: Mail, message: MailMessage) {
  await db.transaction((tx) => mail.sendLater(tx, message));
  return storedFor(message);
}

const storedFor = (message: MailMessage) =>
  db.prisma.emailMessage.findFirstOrThrow({ where: { toAddress: message.to } });

async function jobFor(emailId: string): Promise<MailDelivery[]> {
  const { rows } = await db.pool.query<{ payload: MailDelivery }>(
    `SELECT jobs.payload FROM graphile_worker._private_jobs AS jobs
     JOIN graphile_worker._private_tasks AS tasks ON tasks.id = jobs.task_id
     WHERE tasks.identifier = $1 AND jobs.payload ->> 'emailId' = $2`,
    [MAIL_JOB, emailId],
  );
  return rows.map((row) => row.payload);
}

async function onlyJob(emailId: string): Promise<MailDelivery> {
  const [job, ...more] = await jobFor(emailId);
  if (!job || more.length > 0) throw new Error(`Expected one job, found ${job ? more.length + 1 : 0}`);
  return job;
}

describe('queueing a mail', () => {
  test('writes the row at once and one job beside it', async () => {
    const row = await queue(throughSendGrid(), messageTo());
    expect(row).toMatchObject({
      template: 'payment_success',
      subject: 'Payment received: $26.10 for INV-2026-11-00042',
      status: 'queued',
      attempts: 0,
      sentAt: null,
    });
    expect(row.html).toContain('Thank you for your payment');
    expect(await jobFor(row.id)).toEqual([{ emailId: row.id }]);
    expect(wire.taken).toHaveLength(0);
  });

  test('leaves neither mail nor job when the transaction is rolled back', async () => {
    const message = messageTo();
    const mail = throughSendGrid();
    const undone = db.transaction(async (tx) => {
      await mail.sendLater(tx, message);
      throw new Error('undo');
    });
    await expect(undone).rejects.toThrow('undo');
    expect(await db.prisma.emailMessage.count({ where: { toAddress: message.to } })).toBe(0);
  });

  test('the same key again is no second mail, also from two transactions at once', async () => {
    const message = messageTo({ dedupeKey: newId('inv') });
    const mail = throughSendGrid();
    await Promise.all([1, 2, 3, 4].map(() => db.transaction((tx) => mail.sendLater(tx, message))));
    const rows = await db.prisma.emailMessage.findMany({ where: { toAddress: message.to } });
    expect(rows).toHaveLength(1);
    expect(await jobFor(rows[0]?.id ?? '')).toHaveLength(1);
  });

  test('a link out of the house is refused before anything is stored', async () => {
    const message = messageTo({
      template: 'password_reset',
      data: { name: 'Alice', link: 'https://evil.test/' },
    });
    await expect(db.transaction((tx) => throughSendGrid().sendLater(tx, message))).rejects.toMatchObject({
      code: 'mail_link_outside',
    });
  });
});

describe('delivering a mail', () => {
  test('sends it over SendGrid’s wire and notes the provider’s id', async () => {
    const mail = throughSendGrid();
    const message = messageTo();
    const { id, text, html } = await queue(mail, message);
    clock.advance({ minutes: 1 });
    await mail.deliver({ emailId: id });
    expect(wire.taken).toHaveLength(1);
    expect(wire.taken[0]).toMatchObject({
      path: '/v3/mail/send',
      headers: { authorization: 'Bearer SG.test' },
      body: {
        personalizations: [{ to: [{ email: message.to }] }],
        from: { email: 'billing@countinghouse.test', name: 'Countinghouse GmbH' },
        subject: 'Payment received: $26.10 for INV-2026-11-00042',
        content: [
          { type: 'text/plain', value: text },
          { type: 'text/html', value: html },
        ],
        headers: { 'Message-ID': `<${id}@countinghouse.test>` },
        tracking_settings: { click_tracking: { enable: false }, open_tracking: { enable: false } },
      },
    });
    expect(await storedFor(message)).toMatchObject({
      status: 'sent',
      attempts: 1,
      providerMessageId: 'sg-1',
      sentAt: clock.now(),
      lastError: null,
    });
  });

  test('a job that comes twice, or twenty deliverers at once, send one mail', async () => {
    const mail = throughSendGrid();
    const { id } = await queue(mail, messageTo());
    await Promise.all(Array.from({ length: 20 }, () => mail.deliver({ emailId: id })));
    await mail.deliver({ emailId: id });
    expect(wire.taken).toHaveLength(1);
  });

  test.each([
    ['429', { status: 429 }],
    ['500', { status: 500 }],
    ['a key that is not accepted', { status: 401 }],
    ['a broken connection', 'hang up'],
  ] as const)('after %s the job comes again and the mail goes out', async (_name, answer) => {
    const mail = throughSendGrid();
    const message = messageTo();
    const { id } = await queue(mail, message);
    wire.answers.push(answer);
    await expect(mail.deliver({ emailId: id })).rejects.toMatchObject({
      name: 'MailNotSent',
      retryable: true,
    });
    expect(await storedFor(message)).toMatchObject({
      status: 'queued',
      attempts: 1,
      lastError: expect.any(String),
    });
    await mail.deliver({ emailId: id });
    expect(await storedFor(message)).toMatchObject({ status: 'sent', attempts: 2, lastError: null });
  });

  test('a final no of the provider fails the mail with its reason, and the job does not come again', async () => {
    const mail = throughSendGrid();
    const message = messageTo();
    const { id } = await queue(mail, message);
    wire.answers.push({ status: 400, errors: [{ message: 'Does not contain a valid address.' }] });
    await mail.deliver({ emailId: id });
    expect(await storedFor(message)).toMatchObject({
      status: 'failed',
      lastError: 'SendGrid answered 400: Does not contain a valid address.',
      sentAt: null,
    });
  });

  test('after ten attempts the mail is failed', async () => {
    const mail = throughSendGrid();
    const message = messageTo();
    const { id } = await queue(mail, message);
    wire.answers.push(...Array.from({ length: 10 }, () => ({ status: 503 })));
    for (let attempt = 1; attempt < 10; attempt += 1)
      await expect(mail.deliver({ emailId: id })).rejects.toThrow('503');
    await mail.deliver({ emailId: id });
    expect(await storedFor(message)).toMatchObject({ status: 'failed', attempts: 10 });
  });

  test('is refused inside a transaction', async () => {
    const mail = throughSendGrid();
    const { id } = await queue(mail, messageTo());
    await expect(db.transaction(() => mail.deliver({ emailId: id }))).rejects.toThrow(
      'outside of transactions',
    );
  });

  test('a mail that does not exist is no error: there is nothing to repeat', async () => {
    await expect(throughSendGrid().deliver({ emailId: 'eml_none' })).resolves.toBeUndefined();
  });
});

describe('mails with a secret link', () => {
  test('reach the person in full, while the table never holds the link', async () => {
    const mail = throughSendGrid();
    const message = resetMessage();
    const queued = await queue(mail, message);
    expect(JSON.stringify(queued)).not.toContain('secret-reset');
    await mail.deliver(await onlyJob(queued.id));
    const sent = JSON.stringify(wire.taken[0]?.body);
    expect(sent).toContain('https://billing.countinghouse.test/reset-password?token=secret-reset');
    expect(sent).not.toContain('link-not-stored');
    const row = await storedFor(message);
    expect(row.status).toBe('sent');
    expect(JSON.stringify(row)).not.toContain('secret-reset');
  });

  test.each(['team_invitation', 'email_verification', 'staff_password_reset', 'staff_invitation'] as const)(
    '%s is stored without its secret as well',
    async (template) => {
      const row = await queue(throughSendGrid(), messageTo({ template, data: MAIL_SAMPLES[template] }));
      expect(JSON.stringify(row)).not.toContain('secret-');
    },
  );

  test('are never sent with a dead link when the secret is lost', async () => {
    const mail = throughSendGrid();
    const message = resetMessage();
    const { id } = await queue(mail, message);
    await mail.deliver({ emailId: id });
    expect(wire.taken).toHaveLength(0);
    expect(await storedFor(message)).toMatchObject({
      status: 'failed',
      lastError: expect.stringContaining('lost'),
    });
  });
});

describe('without a provider', () => {
  test('every mail is kept in full, its link included, and nothing leaves the house', async () => {
    const mail = mailThrough(keepMails());
    const message = resetMessage();
    const { id } = await queue(mail, message);
    await mail.deliver(await onlyJob(id));
    const row = await storedFor(message);
    expect(row).toMatchObject({ status: 'kept', sentAt: null, providerMessageId: null });
    expect(row.text).toContain('https://billing.countinghouse.test/reset-password?token=secret-reset');
    expect(wire.taken).toHaveLength(0);
  });
});
