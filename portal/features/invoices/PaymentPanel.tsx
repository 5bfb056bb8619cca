import { Alert, Button } from 'antd';
import { useState } from 'react';
import type { InvoiceView } from '../../../server/billing/invoices/invoices.contract.js';
import type { PaymentView } from '../../../server/billing/payments/payments.contract.js';
import { may } from '../../api/accessControl.js';
import { useAccount } from '../../app/account.js';
import { Panel } from '../../components/Panel.js';
import { todayIn } from '../../components/today.js';
import { PayInvoice } from '../payments/PayInvoice.js';
import { PaymentStep } from '../payments/PaymentStep.js';
import { openPayment, stageOf } from '../payments/stage.js';
import { shownStatus } from './invoiceState.js';
import { texts } from './invoices.texts.js';

const words = texts.detail;

/** In one sentence: what is due, or why nothing is. */
const Standing = ({ invoice }: { readonly invoice: InvoiceView }) => {
  const { account, formats } = useAccount();
  const status = shownStatus(invoice, todayIn(account.timeZone));
  const amount = formats.money(invoice.amountDue, invoice.currency);
  const due = invoice.dueDate === null ? '' : formats.date(invoice.dueDate);
  switch (status) {
    case 'paid':
      return (
        <p>{invoice.paidAt === null ? words.settledUndated : words.settled(formats.day(invoice.paidAt))}</p>
      );
    case 'void':
      return <p>{words.voided}</p>;
    case 'uncollectible':
      return <p>{words.writtenOff}</p>;
    case 'overdue':
      return <p className="standing bad">{words.overdue(amount, due)}</p>;
    case 'draft':
    case 'pending':
      return <p className="standing">{words.open(amount, due)}</p>;
  }
};

/** Nothing has been paid or declared yet: the customer may change their mind. */
const canBeReplaced = (payment: PaymentView): boolean =>
  ['card', 'redirect', 'instructions'].includes(stageOf(payment).is);

interface PaymentPanelProps {
  readonly invoice: InvoiceView;
  readonly payments: readonly PaymentView[];
}

/** What is due and how to pay it: the attempt under way, else every way that is open. */
export const PaymentPanel = ({ invoice, payments }: PaymentPanelProps) => {
  const { account } = useAccount();
  const [isOther, setIsOther] = useState(false);
  const underWay = openPayment(payments);
  const isOpen = invoice.status === 'pending';
  const canPay = may(account.role, 'pay') && account.status === 'active';

  const body = () => {
    if (!isOpen) return null;
    if (!canPay)
      return account.status === 'active' ? <Alert type="info" showIcon message={words.readOnly} /> : null;
    if (underWay === null || isOther) {
      return (
        <>
          <PayInvoice invoice={invoice} onStarted={() => setIsOther(false)} />
          {underWay === null ? null : (
            <Button type="link" block onClick={() => setIsOther(false)}>
              {words.keepThis}
            </Button>
          )}
        </>
      );
    }
    return (
      <>
        <PaymentStep payment={underWay} invoice={invoice} />
        {canBeReplaced(underWay) ? (
          <Button type="link" block onClick={() => setIsOther(true)}>
            {words.anotherWay}
          </Button>
        ) : null}
      </>
    );
  };

  return (
    <div id="pay">
      <Panel title={words.payment}>
        <Standing invoice={invoice} />
        {body()}
      </Panel>
    </div>
  );
};
