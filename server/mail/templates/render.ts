import { invalid } from '../../kit/errors.js';
import { formatMoney } from '../../kit/money.js';
import { dateToInstant } from '../../kit/time.js';
import type { MailData, MailTemplate } from '../mail.messages.js';
import type { Language, MailContent, Say } from './content.js';
import { english } from './english.js';
import { german } from './german.js';
import { renderHtml, renderText, type Sender } from './layout.js';

export interface RenderSettings {
  readonly locale: string;
  /** The only place that links may lead to. */
  readonly baseUrl: string;
  readonly sender: Sender;
}

export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The language it is written in: `en` or `de`. */
  readonly language: string;
}

const LANGUAGES: Readonly<Record<string, Language>> = { en: english, de: german };
const MAX_SUBJECT = 200;

/**
 * Writes a mail in the reader's language; English where it is not spoken. Refuses (`invalid`) a link that leads out of
 * the configured base URL. The subject is one line whatever the data holds.
 */
export function renderMail<T extends MailTemplate>(
  template: T,
  data: MailData[T],
  settings: RenderSettings,
): RenderedMail {
  const { locale, language } = languageFor(settings.locale);
  const content = language.templates[template](data, wordsOf(locale, settings.baseUrl));
  const subject = oneLine(content.subject).slice(0, MAX_SUBJECT);
  const said: MailContent = { ...content, subject };
  if (said.action) checkLink(said.action.link, settings.baseUrl);
  return {
    subject,
    text: renderText(said, language.frame, settings.sender),
    html: renderHtml(said, language.frame, settings.sender),
    language: language.frame.language,
  };
}

function languageFor(requested: string): { locale: string; language: Language } {
  const code = requested.split(/[-_]/)[0]?.toLowerCase() ?? '';
  const language = LANGUAGES[code];
  if (!language) return { locale: 'en', language: english };
  // The region decides how amounts and dates are written: en-GB is not en-US.
  const [locale = code] = Intl.NumberFormat.supportedLocalesOf(requested.replace('_', '-'));
  return { locale, language };
}

function wordsOf(locale: string, baseUrl: string): Say {
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const numbers = new Intl.NumberFormat(locale);
  return {
    money: ({ amount, currency }) => formatMoney({ minor: BigInt(amount), currency }, locale),
    date: (date) => dates.format(dateToInstant(date)),
    number: (value) => numbers.format(value),
    link: (path) => `${baseUrl}${path}`,
  };
}

const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();

function checkLink(link: string, baseUrl: string): void {
  const base = new URL(baseUrl);
  const target = URL.canParse(link) ? new URL(link) : null;
  const folder = base.pathname.replace(/\/*$/, '/');
  if (target?.origin !== base.origin || !target.pathname.startsWith(folder)) {
    throw invalid('mail_link_outside', 'A link in a mail may only lead to this installation.');
  }
}
