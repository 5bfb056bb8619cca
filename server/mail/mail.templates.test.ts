import { checkMessage, MAIL_TEMPLATES, type MailData, type MailTemplate } from './mail.messages.js';
import { type RenderedMail, renderMail } from './templates/render.js';
import { MAIL_SAMPLES } from './test/mail.samples.js';

const baseUrl = 'https://billing.countinghouse.test';
const sender = {
  name: 'Countinghouse GmbH',
  addressLines: ['Ackerstraße 12', '10115 Berlin'],
  email: 'billing@countinghouse.test',
};
const message = { to: 'alice@acme.test', locale: 'en', accountId: null, dedupeKey: null } as const;

const write = <T extends MailTemplate>(template: T, data: MailData[T], locale = 'en-US'): RenderedMail =>
  renderMail(template, data, { locale, baseUrl, sender });

const linksOf = (html: string): string[] =>
  [...html.matchAll(/href="([^"]*)"/g)].map(([, link = '']) => link);

describe('every mail', () => {
  const cases = MAIL_TEMPLATES.flatMap((template) => [
    [template, 'en-US', 'en'] as const,
    [template, 'de-DE', 'de'] as const,
    [template, 'fr-FR', 'en'] as const,
  ]);

  test.each(cases)('%s for a reader of %s is written in %s', (template, locale, language) => {
    const mail = write(template, MAIL_SAMPLES[template], locale);
    expect(mail.language).toBe(language);
    expect(mail.html).toContain(`<html lang="${language}">`);
    expect(mail.subject).not.toMatch(/[\r\n]/);
    expect(mail.subject.length).toBeGreaterThan(8);
    expect(mail.html).toContain('Countinghouse GmbH');
    expect(mail.text).toContain('Countinghouse GmbH, Ackerstraße 12, 10115 Berlin');
    expect(`${mail.subject}${mail.text}${mail.html}`).not.toMatch(/undefined|null|NaN|\[object/);
  });

  test.each(MAIL_TEMPLATES)('%s links into this installation only, in text and HTML alike', (template) => {
    const mail = write(template, MAIL_SAMPLES[template]);
    const links = linksOf(mail.html);
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) {
      expect(link.startsWith(`${baseUrl}/`)).toBe(true);
      expect(mail.text).toContain(link.replaceAll('&amp;', '&'));
    }
  });

  test.each(MAIL_TEMPLATES)('%s escapes whatever it is told', (template) => {
    const evil = '<img src=x onerror=alert(1)>"\'&';
    const told = JSON.parse(
      JSON.stringify(MAIL_SAMPLES[template], (key, value: unknown) =>
        typeof value === 'string' && /name|reason|instructions|label|value|reference|code|number/i.test(key)
          ? evil
          : value,
      ),
    ) as unknown;
    const { data } = checkMessage({ ...message, template, data: told });
    const { html } = write(template, data);
    expect(html).not.toContain('<img');
    expect(html).not.toMatch(/="[^"]*<[^"]*"/);
  });

  test('the German ones are not English ones', () => {
    for (const template of MAIL_TEMPLATES) {
      expect(write(template, MAIL_SAMPLES[template], 'de').subject).not.toBe(
        write(template, MAIL_SAMPLES[template]).subject,
      );
    }
  });
});

describe('what mails say', () => {
  test('an invoice names its number, amount and due date in the reader’s way', () => {
    expect(write('invoice_created', MAIL_SAMPLES.invoice_created).subject).toBe(
      'Invoice INV-2026-11-00042: $26.10 due November 29, 2026',
    );
    const german = { ...MAIL_SAMPLES.invoice_created, total: { amount: 123_450, currency: 'EUR' } };
    expect(write('invoice_created', german, 'de-DE').subject).toBe(
      'Rechnung INV-2026-11-00042: 1.234,50\u00a0€, fällig am 29. November 2026',
    );
  });

  test.each([
    ['JPY', '¥2,610'],
    ['KWD', 'KWD\u00a02.610'],
  ])('amounts in %s have their own decimals', (currency, text) => {
    const mail = write('payment_success', {
      ...MAIL_SAMPLES.payment_success,
      amount: { amount: 2_610, currency },
    });
    expect(mail.text).toContain(text);
  });

  test('a line break in a name reaches neither the subject nor the paragraphs', () => {
    const { data } = checkMessage({
      ...message,
      template: 'team_invitation',
      data: {
        ...MAIL_SAMPLES.team_invitation,
        inviterName: 'Eve\r\nBcc: all@acme.test\u2028\n\nYour account is locked',
      },
    });
    const mail = write('team_invitation', data as MailData['team_invitation']);
    expect(mail.subject).toBe('Eve Bcc: all@acme.test Your account is locked invites you to Acme');
    expect(mail.text).toContain('Eve Bcc: all@acme.test Your account is locked invites you to join Acme');
  });

  test('a subject is one line of at most 200 characters even from unchecked data', () => {
    const mail = write('team_invitation', {
      ...MAIL_SAMPLES.team_invitation,
      accountName: `A\nB${'x'.repeat(9_000)}`,
    });
    expect(mail.subject).toMatch(/^Alice invites you to A Bx+$/);
    expect(mail.subject).toHaveLength(200);
  });

  test.each([
    'https://evil.test/reset-password?token=1',
    'https://billing.countinghouse.test.evil.test/',
    'https://billing.countinghouse.test@evil.test/',
    'http://billing.countinghouse.test/',
    'javascript:alert(1)',
    'reset-password',
  ])('the link %p is refused', (link) => {
    expect(() => write('password_reset', { name: 'Alice', link })).toThrow(
      expect.objectContaining({ kind: 'invalid', code: 'mail_link_outside' }),
    );
  });

  test('a base URL with a folder keeps links inside of it', () => {
    const settings = { locale: 'en', baseUrl: 'https://acme.test/billing', sender };
    const inside = { name: 'Alice', link: 'https://acme.test/billing/sign-in' };
    expect(renderMail('already_registered', inside, settings).html).toContain(inside.link);
    const outside = { name: 'Alice', link: 'https://acme.test/billings/sign-in' };
    expect(() => renderMail('already_registered', outside, settings)).toThrow(
      'only lead to this installation',
    );
  });
});

describe('what a mail is told', () => {
  test.each([
    ['an unknown mail', { template: 'nonsense', data: {} }, 'mail_template_unknown'],
    ['an inherited name', { template: 'toString', data: {} }, 'mail_template_unknown'],
    ['a missing field', { template: 'low_credits', data: { accountName: 'Acme' } }, 'mail_data_invalid'],
    [
      'an unknown field',
      { template: 'password_reset', data: { ...MAIL_SAMPLES.password_reset, x: 1 } },
      'mail_data_invalid',
    ],
    [
      'an amount with a fraction',
      { template: 'low_credits', data: { accountName: 'A', balance: 0.5, threshold: 1 } },
      'mail_data_invalid',
    ],
  ])('%s is refused', (_name, { template, data }, code) => {
    expect(() => checkMessage({ ...message, template, data })).toThrow(
      expect.objectContaining({ kind: 'invalid', code }),
    );
  });

  test.each(['nobody', 'a@b@c', 'a@b.test\nBcc: x@y.test', 'a@b.test, x@y.test', 'Eve <a@b.test>', ''])(
    'the address %p is refused',
    (to) => {
      const mail = { ...message, to, template: 'low_credits', data: MAIL_SAMPLES.low_credits };
      expect(() => checkMessage(mail)).toThrow(expect.objectContaining({ code: 'mail_address_invalid' }));
    },
  );

  test('an overlong name is cut, so that a mail never undoes a payment', () => {
    const data = { ...MAIL_SAMPLES.payment_success, accountName: 'x'.repeat(20_000) };
    const checked = checkMessage({ ...message, template: 'payment_success', data });
    expect(checked.data).toMatchObject({ accountName: `${'x'.repeat(159)}…` });
  });
});
