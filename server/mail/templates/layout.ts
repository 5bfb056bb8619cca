import type { Fact, Frame, MailContent } from './content.js';

export interface Sender {
  readonly name: string;
  readonly addressLines: readonly string[];
  readonly email: string;
}

const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";
const BODY = `font:400 15px/24px ${FONT};color:#1a1b25`;
const SMALL = `font:400 13px/20px ${FONT};color:#545969`;

// Inline styles are the light mode, since many mail programs drop <style>; those that keep it also know dark mode.
const DARK = `
@media (prefers-color-scheme: dark) {
  .page { background: #0b0c0f !important; }
  .card { background: #15161b !important; border-color: #2c2e37 !important; }
  .ink { color: #ececf1 !important; }
  .soft { color: #a3a6b3 !important; }
  .box { background: #1d1d29 !important; border-color: #2c2e37 !important; }
  .quote { background: #1d1d29 !important; }
  .line { border-color: #2c2e37 !important; }
  .link { color: #a5a5fb !important; }
}
@media (max-width: 600px) {
  .card { padding: 24px 20px !important; }
  .outer { padding: 16px 8px !important; }
}`;

/** The mail as HTML: tables and inline styles, as mail programs understand them. Everything said is escaped here. */
export function renderHtml(content: MailContent, frame: Frame, sender: Sender): string {
  const rows = [
    heading(content.heading),
    ...content.paragraphs.map(paragraph),
    content.quote ? quote(content.quote) : '',
    content.facts?.length ? facts(content.facts) : '',
    content.action ? button(content.action) : '',
    ...(content.notes ?? []).map(note),
    content.action ? bareLink(frame.buttonFails, content.action.link) : '',
  ];
  return `<!doctype html>
<html lang="${escapeHtml(frame.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(content.subject)}</title>
<style>${DARK}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f7f8fa">
<div style="display:none;max-height:0;overflow:hidden;opacity:0">${escapeHtml(content.preview)}${'&#847;&zwnj;&nbsp;'.repeat(60)}</div>
${table(
  'page',
  'background:#f7f8fa',
  `<tr><td class="outer" align="center" style="padding:32px 16px">
${table(
  '',
  'max-width:560px',
  `<tr><td style="padding:0 0 20px">${brand(sender.name)}</td></tr>
<tr><td class="card" style="padding:32px;background:#ffffff;border:1px solid #e8eaef;border-radius:12px">
${table('', '', rows.filter(Boolean).join('\n'))}
</td></tr>
<tr><td style="padding:20px 4px 0">${footer(frame, sender)}</td></tr>`,
)}
</td></tr>`,
)}
</body>
</html>
`;
}

/** The same mail for readers of plain text. */
export function renderText(content: MailContent, frame: Frame, sender: Sender): string {
  const blocks = [
    content.heading,
    ...content.paragraphs,
    content.quote ? content.quote.replaceAll(/^/gm, '> ') : '',
    (content.facts ?? []).map(({ label, value }) => `${label}: ${value}`).join('\n'),
    content.action ? `${content.action.label}:\n${content.action.link}` : '',
    ...(content.notes ?? []),
    `-- \n${[sender.name, ...sender.addressLines].join(', ')}\n${frame.reason(sender.name)} ${frame.questions(sender.email)}`,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

const table = (className: string, style: string, rows: string): string =>
  `<table role="presentation" class="${className}" width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:separate;${style}">${rows}</table>`;

const row = (content: string, space: number): string =>
  `<tr><td style="padding:0 0 ${space}px">${content}</td></tr>`;

const heading = (text: string): string =>
  row(
    `<h1 class="ink" style="margin:0;font:600 22px/30px ${FONT};color:#1a1b25">${escapeHtml(text)}</h1>`,
    16,
  );

const paragraph = (text: string): string =>
  row(`<p class="ink" style="margin:0;${BODY}">${escapeHtml(text)}</p>`, 16);

const note = (text: string): string =>
  row(`<p class="soft" style="margin:0;${SMALL}">${escapeHtml(text)}</p>`, 12);

const quote = (text: string): string =>
  row(
    `<div class="ink quote" style="padding:12px 16px;${BODY};background:#f7f8fa;border-left:3px solid #5452e0;border-radius:4px;word-break:break-word">${escapeHtml(text).replaceAll(/\r\n?|\n/g, '<br>')}</div>`,
    20,
  );

function facts(list: readonly Fact[]): string {
  const rows = list.map(({ label, value }, index) => {
    const line = index === 0 ? '' : 'border-top:1px solid #e8eaef;';
    return `<tr><td class="soft line" style="padding:10px 16px;${line}${SMALL};vertical-align:top">${escapeHtml(label)}</td><td class="ink line" align="right" style="padding:10px 16px;${line}font:600 14px/20px ${FONT};color:#1a1b25;word-break:break-word">${escapeHtml(value)}</td></tr>`;
  });
  return row(
    table('box', 'background:#f7f8fa;border:1px solid #e8eaef;border-radius:8px', rows.join('')),
    24,
  );
}

const button = ({ label, link }: { label: string; link: string }): string =>
  row(
    `<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td align="center" bgcolor="#5452e0" style="background:#5452e0;border-radius:8px"><a href="${escapeHtml(link)}" style="display:inline-block;padding:12px 22px;font:600 15px/20px ${FONT};color:#ffffff;text-decoration:none;border-radius:8px">${escapeHtml(label)}</a></td></tr></table>`,
    24,
  );

const bareLink = (hint: string, link: string): string =>
  row(
    `<p class="soft" style="margin:0;${SMALL}">${escapeHtml(hint)}<br><a class="link" href="${escapeHtml(link)}" style="color:#4a48d4;word-break:break-all">${escapeHtml(link)}</a></p>`,
    0,
  );

// A tile with the initial instead of a picture: remote pictures are blocked by most mail programs.
const brand = (name: string): string =>
  `<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td align="center" bgcolor="#5452e0" aria-hidden="true" style="width:32px;height:32px;background:#5452e0;border-radius:8px;font:600 17px/32px ${FONT};color:#ffffff">${escapeHtml([...name][0]?.toUpperCase() ?? '')}</td><td class="ink" style="padding-left:10px;font:600 16px/32px ${FONT};color:#1a1b25">${escapeHtml(name)}</td></tr></table>`;

const footer = (frame: Frame, sender: Sender): string =>
  `<p class="soft" style="margin:0 0 8px;font:400 12px/18px ${FONT};color:#545969">${escapeHtml(frame.reason(sender.name))} ${escapeHtml(frame.questions(sender.email))}</p><p class="soft" style="margin:0;font:400 12px/18px ${FONT};color:#545969">${escapeHtml([sender.name, ...sender.addressLines].join(' · '))}</p>`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
