import type { InvoiceView } from '../../../server/billing/invoices/invoices.contract.js';
import { useAccount } from '../../app/account.js';
import { StatusTag } from '../../components/StatusTag.js';
import { todayIn } from '../../components/today.js';
import { shownStatus, tones } from './invoiceState.js';
import { texts } from './invoices.texts.js';

export const InvoiceStatus = ({ invoice }: { readonly invoice: Pick<InvoiceView, 'status' | 'dueDate'> }) => {
  const { account } = useAccount();
  const status = shownStatus(invoice, todayIn(account.timeZone));
  return <StatusTag tone={tones[status]}>{texts.status[status]}</StatusTag>;
};
