import { ClockCircleOutlined } from '@ant-design/icons';
import type { InvoiceView } from '../../../server/billing/invoices/invoices.contract.js';
import type { NextAction, PaymentView } from '../../../server/billing/payments/payments.contract.js';
import { useFormats } from '../../app/account.js';
import { CopyField } from '../../components/CopyField.js';
import { typedMoney } from '../../components/format.js';
import { DeclareForm } from './DeclareForm.js';
import { groupIban } from './iban.js';
import { texts } from './payments.texts.js';

type Action = Extract<NextAction, { type: 'instructions' }>;
const words = texts.transfer;

const BANK_FIELDS = ['holder', 'bankName', 'iban', 'accountNumber', 'bic', 'routing'] as const;

const Details = ({
  action,
  payment,
  invoice,
}: {
  action: Action;
  payment: PaymentView;
  invoice: InvoiceView;
}) => {
  const { money, date } = useFormats();
  const { bankDetails, walletDetails, paymentReference } = action;
  return (
    <dl className="copy-fields">
      <CopyField
        label={words.amount}
        value={money(payment.amount, payment.currency)}
        copied={typedMoney(payment.amount, payment.currency)}
      />
      <CopyField label={words.reference} value={paymentReference} />
      {BANK_FIELDS.map((field) => {
        const value = bankDetails?.[field] ?? null;
        if (value === null) return null;
        const shown = field === 'iban' ? groupIban(value) : value;
        return <CopyField key={field} label={words[field]} value={shown} copied={value} />;
      })}
      {walletDetails === null ? null : (
        <>
          <div className="copy-field">
            <dt>{words.walletType}</dt>
            <dd>{walletDetails.type}</dd>
          </div>
          <CopyField label={words.walletId} value={walletDetails.id} />
        </>
      )}
      {invoice.dueDate === null ? null : (
        <div className="copy-field">
          <dt>{words.due}</dt>
          <dd>{date(invoice.dueDate)}</dd>
        </div>
      )}
    </dl>
  );
};

const Waiting = () => (
  <div className="waiting" role="status">
    <ClockCircleOutlined aria-hidden="true" />
    <div>
      <strong>{texts.declare.waiting}</strong>
      <p>{texts.declare.waitingBody}</p>
    </div>
  </div>
);

interface InstructionsProps {
  readonly payment: PaymentView;
  readonly invoice: InvoiceView;
  readonly action: Action | null;
  readonly isDeclared: boolean;
}

/** Everything for a transfer, each line ready to be copied, and afterwards the word that it was made. */
export const Instructions = ({ payment, invoice, action, isDeclared }: InstructionsProps) => (
  <div className="transfer">
    {isDeclared ? <Waiting /> : null}
    {action === null ? null : (
      <section aria-label={words.title}>
        {isDeclared ? null : <p className="quiet">{action.text === '' ? words.lead : action.text}</p>}
        <Details action={action} payment={payment} invoice={invoice} />
      </section>
    )}
    {isDeclared ? null : <DeclareForm payment={payment} reference={action?.paymentReference ?? ''} />}
  </div>
);
