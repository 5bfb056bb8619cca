type InBoth = { readonly en: string; readonly de: string };

/** Names of what is no tax, in the languages of our papers. A tax is called what its rate is called. */
export const NAMES = {
  exempt: { en: 'Tax exempt', de: 'Steuerbefreit' },
  reverseCharge: { en: 'Reverse charge', de: 'Reverse Charge' },
  none: { en: 'No tax', de: 'Keine Steuer' },
} as const satisfies Record<string, InBoth>;

/** What the law wants said on an invoice without tax: Articles 226 (11, 11a) of Directive 2006/112/EC, § 14a UStG. */
export const NOTES = {
  reverseCharge: {
    en: 'Reverse charge: Article 196, Directive 2006/112/EC. The recipient of the services is liable for the VAT.',
    de: 'Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge): Artikel 196 der Richtlinie 2006/112/EG. Die Umsatzsteuer schuldet der Empfänger der Leistung.',
  },
  supplyAbroad: {
    en: 'Outside the scope of EU VAT: the place of supply is where the customer is established (Article 44, Directive 2006/112/EC).',
    de: 'Nicht steuerbar in der EU: Ort der Leistung ist der Sitz des Kunden (Artikel 44 der Richtlinie 2006/112/EG).',
  },
  buyerAccounts: {
    en: 'No tax charged: the customer accounts for the tax in its own country.',
    de: 'Ohne Steuer: Der Kunde führt die Steuer in seinem Land selbst ab.',
  },
  exempt: {
    en: 'Exempt from tax: the proof of the customer’s exemption is on file.',
    de: 'Steuerbefreit: Der Nachweis der Befreiung des Kunden liegt vor.',
  },
} as const satisfies Record<string, InBoth>;
