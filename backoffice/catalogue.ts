import { join } from 'node:path';
import type { ComponentLoader } from 'adminjs';
import { componentsFolder } from './environment.js';

/**
 * Every component of ours, for the build and for the server: both must know the same names. `Application` replaces
 * AdminJS' own shell, lists and forms, whose markup neither keyboards nor screen readers can use.
 */
const COMPONENTS = {
  Application: { file: 'app/Application', overrides: true },
  Dashboard: { file: 'pages/Dashboard', overrides: false },
  ApprovalLimits: { file: 'pages/ApprovalLimits', overrides: false },
  Audit: { file: 'pages/Audit', overrides: false },
  NumberSeries: { file: 'pages/NumberSeries', overrides: false },
  Books: { file: 'pages/Books', overrides: false },
  PaymentMethods: { file: 'pages/PaymentMethods', overrides: false },
  PaymentDesk: { file: 'pages/PaymentDesk', overrides: false },
  MoneyOnAccount: { file: 'pages/MoneyOnAccount', overrides: false },
  RecordList: { file: 'app/RecordList', overrides: false },
  ActionForm: { file: 'forms/ActionForm', overrides: false },
  NewRecord: { file: 'forms/NewRecord', overrides: false },
  ApproveForm: { file: 'forms/ApproveForm', overrides: false },
  RefundForm: { file: 'forms/RefundForm', overrides: false },
  RecordTransfer: { file: 'forms/RecordTransfer', overrides: false },
  CreditsForm: { file: 'forms/CreditsForm', overrides: false },
  MoveCreditsForm: { file: 'forms/MoveCreditsForm', overrides: false },
  CreditCostForm: { file: 'forms/CreditCostForm', overrides: false },
  NewCreditCost: { file: 'forms/NewCreditCost', overrides: false },
  NewInvoice: { file: 'forms/NewInvoice', overrides: false },
  EditDraft: { file: 'forms/EditDraft', overrides: false },
  CreditInvoice: { file: 'forms/CreditInvoice', overrides: false },
  AccountDetails: { file: 'show/AccountDetails', overrides: false },
  InvoiceDetails: { file: 'show/InvoiceDetails', overrides: false },
  CreditNoteDetails: { file: 'show/CreditNoteDetails', overrides: false },
  TaxRateDetails: { file: 'show/TaxRateDetails', overrides: false },
  RefundDetails: { file: 'show/RefundDetails', overrides: false },
  DisputeDetails: { file: 'show/DisputeDetails', overrides: false },
  CreditEntryDetails: { file: 'show/CreditEntryDetails', overrides: false },
  CreditCostDetails: { file: 'show/CreditCostDetails', overrides: false },
  PaymentDetails: { file: 'show/PaymentDetails', overrides: false },
  ApprovalDetails: { file: 'show/ApprovalDetails', overrides: false },
  EmailDetails: { file: 'show/EmailDetails', overrides: false },
  WebhookEventDetails: { file: 'show/WebhookEventDetails', overrides: false },
  AuditEventDetails: { file: 'show/AuditEventDetails', overrides: false },
  JournalEntryDetails: { file: 'show/JournalEntryDetails', overrides: false },
  ExceptionDetails: { file: 'show/ExceptionDetails', overrides: false },
} as const;

export type ComponentName = keyof typeof COMPONENTS;

export function loadCatalogue(loader: ComponentLoader): void {
  for (const [name, { file, overrides }] of Object.entries(COMPONENTS)) {
    const path = join(componentsFolder, file);
    if (overrides) loader.override(name, path);
    else loader.add(name, path);
  }
}

/** A component by name, checked by the compiler. */
export const component = (name: ComponentName): string => name;
