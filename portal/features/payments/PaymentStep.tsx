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
        return <Confirm payment={payment} asks={ask.card} onContinue={() => follow(payment)} />;
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
      return (
        <Confirm
          payment={payment}
          asks={payment.method === 'paypal' ? ask.paypal : ask.bank}
          onContinue={() => follow(payment)}
        />
      );
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
      return (
        <Alert
          type="info"
          showIcon
          message={texts.status.processing}
          description={payment.method === 'paypal' ? words.processingPaypal : words.processing}
        />
      );
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

/** What the gateway's page is wanted for. */
const ask = {
  card: { title: words.confirmTitle, body: words.confirmBody, label: words.continueCard },
  bank: { title: words.confirmTitle, body: words.confirmBody, label: words.continueRedirect },
  paypal: { title: words.paypalTitle, body: words.paypalBody, label: words.continuePaypal },
} as const;

interface ConfirmProps {
  readonly payment: PaymentView;
  readonly asks: (typeof ask)[keyof typeof ask];
  readonly onContinue: () => void;
}

/** Leads (back) to the gateway's page; after a declined card with the reason. */
const Confirm = ({ payment, asks, onContinue }: ConfirmProps) => (
  <Alert
    type="warning"
    showIcon
    message={payment.failureCode === null ? asks.title : failureTitle(payment)}
    description={
      <>
        <p>{payment.failureCode === null ? asks.body : failureText(payment)}</p>
        <Button type="primary" onClick={onContinue}>
          {asks.label}
        </Button>
      </>
    }
  />
);
