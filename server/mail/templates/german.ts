import type { Fact, Language, Say, Templates } from './content.js';

const ROLES = {
  owner: 'Inhaber',
  admin: 'Administrator',
  billing: 'Zuständiger für Abrechnung',
  member: 'Mitglied',
} as const;
const PER = { month: 'pro Monat', year: 'pro Jahr' } as const;

const hello = (name: string): string => (name === '' ? 'Guten Tag,' : `Guten Tag ${name},`);
const invoiceFact = (number: string): Fact => ({ label: 'Rechnung', value: number });
const viewInvoice = (say: Say, id: string) => ({
  label: 'Rechnung ansehen',
  link: say.link(`/account/invoices/${id}`),
});
const creditFacts = (say: Say, credits: number | null): Fact[] =>
  credits === null ? [] : [{ label: 'Gutgeschriebene Credits', value: say.number(credits) }];
const IGNORE =
  'Wenn Sie das nicht angefordert haben, können Sie diese E-Mail ignorieren. Ohne den Link ändert sich nichts.';

const templates: Templates = {
  invoice_created: ({ accountName, invoiceId, invoiceNumber, total, dueDate }, say) => ({
    subject: `Rechnung ${invoiceNumber}: ${say.money(total)}, fällig am ${say.date(dueDate)}`,
    preview: `Eine neue Rechnung für ${accountName}.`,
    heading: 'Sie haben eine neue Rechnung',
    paragraphs: [
      `Wir haben eine neue Rechnung für ${accountName} ausgestellt. Sie können sie online ansehen, herunterladen und bezahlen.`,
    ],
    facts: [
      invoiceFact(invoiceNumber),
      { label: 'Betrag', value: say.money(total) },
      { label: 'Fällig am', value: say.date(dueDate) },
    ],
    action: viewInvoice(say, invoiceId),
    notes: ['Wenn Sie bereits bezahlt haben oder automatisch zahlen, müssen Sie nichts weiter tun.'],
  }),
  payment_success: ({ accountName, invoiceId, invoiceNumber, amount, paidOn, credits }, say) => ({
    subject: `Zahlung erhalten: ${say.money(amount)} für ${invoiceNumber}`,
    preview: `Vielen Dank. Ihre Zahlung für ${accountName} ist eingegangen.`,
    heading: 'Vielen Dank für Ihre Zahlung',
    paragraphs: [`Ihre Zahlung für ${accountName} ist eingegangen.`],
    facts: [
      invoiceFact(invoiceNumber),
      { label: 'Betrag', value: say.money(amount) },
      { label: 'Bezahlt am', value: say.date(paidOn) },
      ...creditFacts(say, credits),
    ],
    action: viewInvoice(say, invoiceId),
  }),
  payment_failed: ({ accountName, invoiceId, invoiceNumber, amount, reason, nextAttemptOn }, say) => ({
    subject: `Zahlung der Rechnung ${invoiceNumber} fehlgeschlagen`,
    preview: `Wir konnten ${say.money(amount)} für ${accountName} nicht einziehen.`,
    heading: 'Ihre Zahlung ist fehlgeschlagen',
    paragraphs: [
      `Wir konnten ${say.money(amount)} für ${accountName} nicht einziehen.`,
      nextAttemptOn === null
        ? 'Bitte bezahlen Sie die Rechnung mit einer anderen Zahlungsart.'
        : `Wir versuchen es am ${say.date(nextAttemptOn)} noch einmal. Sie können auch gleich bezahlen oder eine andere Zahlungsart wählen.`,
    ],
    facts: [
      invoiceFact(invoiceNumber),
      { label: 'Betrag', value: say.money(amount) },
      ...(reason === null ? [] : [{ label: 'Grund', value: reason }]),
    ],
    action: { ...viewInvoice(say, invoiceId), label: 'Jetzt bezahlen' },
  }),
  subscription_created: (
    { accountName, planName, price, interval, includedCredits, renewsOn, trialEndsOn },
    say,
  ) => ({
    subject: `Willkommen bei ${planName}`,
    preview: `${planName} ist für ${accountName} aktiv.`,
    heading: `Willkommen bei ${planName}`,
    paragraphs: [`Der Tarif ${planName} ist jetzt für ${accountName} aktiv.`],
    facts: [
      { label: 'Tarif', value: planName },
      { label: 'Preis', value: `${say.money(price)} ${PER[interval]}` },
      { label: 'Enthaltene Credits', value: say.number(includedCredits) },
      ...(trialEndsOn === null ? [] : [{ label: 'Testphase endet', value: say.date(trialEndsOn) }]),
      { label: 'Nächste Abrechnung', value: say.date(renewsOn) },
    ],
    action: { label: 'Tarif und Abrechnung', link: say.link('/account/billing') },
  }),
  subscription_cancelled: ({ accountName, planName, endsOn }, say) => ({
    subject: `Ihr Tarif ${planName} ist gekündigt`,
    preview: `${planName} endet am ${say.date(endsOn)}.`,
    heading: 'Ihr Tarif ist gekündigt',
    paragraphs: [
      `Der Tarif ${planName} von ${accountName} endet am ${say.date(endsOn)}. Bis dahin können Sie ihn wie gewohnt nutzen.`,
      'Dafür wird nichts mehr berechnet. Sie können den Tarif jederzeit wieder aufnehmen.',
    ],
    action: { label: 'Tarif und Abrechnung', link: say.link('/account/billing') },
  }),
  manual_payment_instructions: (data, say) => ({
    subject: `So bezahlen Sie die Rechnung ${data.invoiceNumber}`,
    preview: `${say.money(data.amount)} per ${data.methodName}, Verwendungszweck ${data.reference}`,
    heading: `Zahlung per ${data.methodName}`,
    paragraphs: [
      `Bitte bezahlen Sie ${say.money(data.amount)} für ${data.accountName} bis zum ${say.date(data.dueDate)}. Geben Sie den Verwendungszweck genau so an, wie er hier steht, damit wir Ihre Zahlung zuordnen können.`,
    ],
    facts: [
      invoiceFact(data.invoiceNumber),
      { label: 'Betrag', value: say.money(data.amount) },
      { label: 'Verwendungszweck', value: data.reference },
      ...data.details,
    ],
    quote: data.instructions,
    action: { ...viewInvoice(say, data.invoiceId), label: 'Zahlungsnachweis hochladen' },
    notes: ['Wir bestätigen Ihre Zahlung, sobald sie eingegangen ist.'],
  }),
  manual_payment_approved: ({ accountName, invoiceId, invoiceNumber, amount, credits }, say) => ({
    subject: `Zahlung bestätigt: ${say.money(amount)} für ${invoiceNumber}`,
    preview: `Ihre Zahlung für ${accountName} ist bestätigt.`,
    heading: 'Ihre Zahlung ist bestätigt',
    paragraphs: [`Wir haben Ihre Zahlung für ${accountName} bestätigt. Vielen Dank.`],
    facts: [
      invoiceFact(invoiceNumber),
      { label: 'Betrag', value: say.money(amount) },
      ...creditFacts(say, credits),
    ],
    action: viewInvoice(say, invoiceId),
  }),
  manual_payment_rejected: ({ accountName, invoiceId, invoiceNumber, amount, reason }, say) => ({
    subject: `Wir konnten Ihre Zahlung für ${invoiceNumber} nicht bestätigen`,
    preview: `Bitte prüfen Sie Ihre Zahlung über ${say.money(amount)}.`,
    heading: 'Wir konnten Ihre Zahlung nicht bestätigen',
    paragraphs: [
      `Sie haben uns eine Zahlung über ${say.money(amount)} für ${accountName} gemeldet. Wir konnten sie nicht bestätigen. Unser Team schreibt dazu:`,
    ],
    quote: reason,
    facts: [invoiceFact(invoiceNumber), { label: 'Betrag', value: say.money(amount) }],
    action: viewInvoice(say, invoiceId),
    notes: [
      'Die Rechnung ist noch offen. Sie können einen neuen Nachweis senden oder auf andere Weise bezahlen.',
    ],
  }),
  refund: ({ accountName, amount, methodName }, say) => ({
    subject: `Wir haben Ihnen ${say.money(amount)} erstattet`,
    preview: `Eine Erstattung für ${accountName} ist unterwegs.`,
    heading: 'Ihre Erstattung ist unterwegs',
    paragraphs: [
      `Wir haben ${say.money(amount)} an das Zahlungsmittel von ${accountName} zurückgesendet. Je nach Bank dauert es bis zu zehn Tage.`,
    ],
    facts: [
      { label: 'Betrag', value: say.money(amount) },
      { label: 'Erstattet über', value: methodName },
    ],
    action: { label: 'Rechnungen ansehen', link: say.link('/account/invoices') },
    notes: ['Guthaben, das mit diesem Geld gekauft wurde, haben wir anteilig zurückgebucht.'],
  }),
  payment_bounced: ({ accountName, invoiceId, invoiceNumber, amount, reason }, say) => ({
    subject: `Ihre Überweisung für ${invoiceNumber} kam zurück`,
    preview: `Die Rechnung für ${accountName} ist wieder offen.`,
    heading: 'Ihre Überweisung kam zurück',
    paragraphs: [
      `Die Bank hat Ihre Überweisung über ${say.money(amount)} für ${accountName} zurückgenommen, die Rechnung ist daher wieder offen. Unser Team schreibt dazu:`,
    ],
    quote: reason,
    facts: [invoiceFact(invoiceNumber), { label: 'Betrag', value: say.money(amount) }],
    action: viewInvoice(say, invoiceId),
    notes: ['Guthaben aus dieser Rechnung kommt wieder, sobald sie bezahlt ist.'],
  }),
  team_invitation: ({ accountName, inviterName, role, link, expiresOn }, say) => ({
    subject: `${inviterName} lädt Sie zu ${accountName} ein`,
    preview: `Ihre Rolle bei ${accountName}: ${ROLES[role]}.`,
    heading: `Einladung zu ${accountName}`,
    paragraphs: [`${inviterName} lädt Sie zu ${accountName} ein. Ihre Rolle: ${ROLES[role]}.`],
    action: { label: 'Einladung annehmen', link },
    notes: [
      `Die Einladung gilt bis zum ${say.date(expiresOn)}. Wenn Sie sie nicht erwarten, können Sie diese E-Mail ignorieren.`,
    ],
  }),
  password_reset: ({ name, link }) => ({
    subject: 'Neues Passwort wählen',
    preview: 'Der Link gilt eine Stunde.',
    heading: 'Neues Passwort wählen',
    paragraphs: [hello(name), 'Sie haben ein neues Passwort angefordert. Der Link dazu gilt eine Stunde.'],
    action: { label: 'Neues Passwort wählen', link },
    notes: [IGNORE],
  }),
  email_verification: ({ name, link }) => ({
    subject: 'Bitte bestätigen Sie Ihre E-Mail-Adresse',
    preview: 'Ein Klick, und Ihr Konto ist bereit.',
    heading: 'E-Mail-Adresse bestätigen',
    paragraphs: [
      hello(name),
      'Bitte bestätigen Sie, dass diese Adresse Ihnen gehört. Der Link gilt 24 Stunden.',
    ],
    action: { label: 'Adresse bestätigen', link },
    notes: [IGNORE],
  }),
  already_registered: ({ name, link }) => ({
    subject: 'Sie haben bereits ein Konto',
    preview: 'Jemand wollte sich mit Ihrer Adresse registrieren.',
    heading: 'Sie haben bereits ein Konto',
    paragraphs: [
      hello(name),
      'Jemand, vermutlich Sie selbst, wollte sich mit dieser Adresse registrieren. Es gibt dazu bereits ein Konto, deshalb wurde nichts geändert.',
    ],
    action: { label: 'Anmelden', link },
    notes: ['Wenn Sie Ihr Passwort vergessen haben, können Sie dort ein neues wählen.'],
  }),
  staff_password_reset: ({ name, link }) => ({
    subject: 'Neues Passwort für das Backoffice wählen',
    preview: 'Der Link gilt eine Stunde.',
    heading: 'Neues Passwort wählen',
    paragraphs: [
      hello(name),
      'Sie haben ein neues Passwort für das Backoffice angefordert. Der Link gilt eine Stunde.',
    ],
    action: { label: 'Neues Passwort wählen', link },
    notes: [
      'Wenn Sie das nicht angefordert haben, sagen Sie es Ihrem Administrator. Ohne den Link ändert sich nichts.',
    ],
  }),
  staff_invitation: ({ name, link, code }) => ({
    subject: 'Ihr Zugang zum Backoffice',
    preview: 'Richten Sie zuerst Ihren zweiten Faktor ein.',
    heading: 'Ihr Zugang zum Backoffice',
    paragraphs: [
      hello(name),
      'Für Sie wurde ein Zugang angelegt. Melden Sie sich an und richten Sie mit diesem Code Ihren zweiten Faktor ein.',
    ],
    facts: [{ label: 'Code', value: code }],
    action: { label: 'Zugang einrichten', link },
    notes: ['Der Code gilt nur einmal. Geben Sie ihn nicht weiter.'],
  }),
  auto_recharge_paused: ({ accountName, why }, say) => ({
    subject: `Die automatische Aufladung von ${accountName} ist angehalten`,
    preview: 'Bis Sie sie fortsetzen, werden keine Credits von selbst gekauft.',
    heading: 'Die automatische Aufladung ist angehalten',
    paragraphs: [
      {
        declined: `Das gespeicherte Zahlungsmittel von ${accountName} konnte nicht belastet werden: Es wurde dreimal abgelehnt.`,
        confirmation_needed: `Die Bank von ${accountName} verlangt, dass Sie die Zahlung bestätigen; ohne Sie geht das nicht.`,
        no_longer_possible: `Was ${accountName} dafür eingestellt hat, das Paket oder das Zahlungsmittel, ist nicht mehr verfügbar.`,
      }[why],
      'Bis Sie sie fortsetzen, werden keine Credits von selbst gekauft, und es wird nichts belastet.',
    ],
    action: { label: 'Zur Abrechnung', link: say.link('/account/billing') },
  }),
  low_credits: ({ accountName, balance, threshold }, say) => ({
    subject: `Die Credits von ${accountName} gehen zur Neige`,
    preview: `Noch ${say.number(balance)} Credits.`,
    heading: 'Ihre Credits gehen zur Neige',
    paragraphs: [
      `${accountName} hat noch ${say.number(balance)} Credits, weniger als die ${say.number(threshold)}, bei denen wir Sie benachrichtigen.`,
    ],
    action: { label: 'Credits kaufen', link: say.link('/account/credits/purchase') },
  }),
};

export const german: Language = {
  frame: {
    language: 'de',
    buttonFails: 'Wenn die Schaltfläche nicht funktioniert, öffnen Sie diese Adresse:',
    reason: (seller) => `Sie erhalten diese E-Mail, weil Sie die Dienste von ${seller} nutzen.`,
    questions: (email) => `Fragen? Schreiben Sie an ${email}.`,
  },
  templates,
};
