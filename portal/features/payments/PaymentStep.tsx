import { Alert, Button } from 'antd';
import { lazy, Suspense } from 'react';
import type { InvoiceView } from '../../../server/billing/invoices/invoices.contract.js';
import type { PaymentView } from '../../../server/billing/payments/payments.contract.js';
import { useAccount } from '../../app/account.js';
import { Loading } from '../../components/Loading.js';
import { failureText, failureTitle } from './decline.js';
import { texts } from './payments.texts.js';
import { stageOf } from './stage.js';
import { useFollow } from './useFollow.js';

// Only who pays by hand needs the form, and only who enters a card here Stripe's code.
const Instructions = lazy(async () => ({ default: (await import('./Instructions.js')).Instructions }));
const CardForm = lazy(async () => ({ default: (await import('./CardForm.js')).CardForm }));

const words = texts.pay;

interface PaymentStepProps {
  readonly payment: PaymentView;
  readonly invoice: InvoiceView;
}

/** What the customer has to do for a payment that is under way, or what became of it. */
export const PaymentStep = ({ payment, invoice }: PaymentStepProps) => {
  const { config } = useAccount();
  const follow = useFollow(() => undefined);
  const stage = stageOf(payment);
  switch (stage.is) {
    case 'card': {
      const publicKey = config.stripe?.publicKey ?? null;
      if (publicKey === null)
        return <Confirm payment={payment} label={words.continueCard} onContinue={() => follow(payment)} />;
      return (
        <Suspense fallback={<Loading rows={5} />}>
          <CardForm
            publicKey={publicKey}
            clientSecret={stage.action.clientSecret}
            payment={payment}
            invoiceId={invoice.id}
          />
        </Suspense>
      );
    }
    case 'redirect':
      return <Confirm payment={payment} label={words.continueRedirect} onContinue={() => follow(payment)} />;
    case 'instructions':
    case 'declared':
      return (
        <Suspense fallback={<Loading rows={8} />}>
          <Instructions
            payment={payment}
            invoice={invoice}
            action={stage.action}
            isDeclared={stage.is === 'declared'}
          />
        </Suspense>
      );
    case 'processing':
      return <Alert type="info" showIcon message={texts.status.processing} description={words.processing} />;
    case 'failed':
      return (
        <Alert type="error" showIcon message={failureTitle(payment)} description={failureText(payment)} />
      );
    case 'succeeded':
      return <Alert type="success" showIcon message={texts.status.succeeded} />;
    case 'canceled':
      return <Alert type="info" showIcon message={texts.status.canceled} />;
  }
};

interface ConfirmProps {
  readonly payment: PaymentView;
  readonly label: string;
  readonly onContinue: () => void;
}

/** Leads (back) to the gateway's page; after a declined card with the reason. */
const Confirm = ({ payment, label, onContinue }: ConfirmProps) => (
  <Alert
    type="warning"
    showIcon
    message={payment.failureCode === null ? words.confirmTitle : failureTitle(payment)}
    description={
      <>
        <p>{payment.failureCode === null ? words.confirmBody : failureText(payment)}</p>
        <Button type="primary" onClick={onContinue}>
          {label}
        </Button>
      </>
    }
  />
);
