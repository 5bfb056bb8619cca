import type { MailData, MailTemplate } from '../mail.messages.js';

/** What a mail says, before it becomes text and HTML. All strings are plain text. */
export interface MailContent {
  readonly subject: string;
  /** Shown by mail programs beside the subject. */
  readonly preview: string;
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly facts?: readonly Fact[];
  /** A longer text of somebody else's making, set apart; keeps its line breaks. */
  readonly quote?: string | null;
  readonly action?: { readonly label: string; readonly link: string };
  /** Small print below the action. */
  readonly notes?: readonly string[];
}

export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** Amounts, dates and numbers in the reader's way, and links into the portal. */
export interface Say {
  money(value: { amount: number; currency: string }): string;
  date(date: string): string;
  number(value: number): string;
  /** An address below the configured base URL. */
  link(path: string): string;
}

/** Every mail in one language. */
export type Templates = {
  readonly [T in MailTemplate]: (data: MailData[T], say: Say) => MailContent;
};

/** What stands around every mail, in one language. */
export interface Frame {
  readonly language: string;
  /** Above the bare address, for readers without buttons. */
  readonly buttonFails: string;
  readonly reason: (seller: string) => string;
  readonly questions: (email: string) => string;
}

export interface Language {
  readonly frame: Frame;
  readonly templates: Templates;
}
