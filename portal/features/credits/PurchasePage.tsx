import { LockOutlined } from '@ant-design/icons';
import { useSearchParams } from 'react-router';
import { may } from '../../api/accessControl.js';
import { useAccount } from '../../app/account.js';
import { texts as frame } from '../../app/texts.js';
import { EmptyState } from '../../components/EmptyState.js';
import { Page } from '../../components/Page.js';
import { Panel } from '../../components/Panel.js';
import { ChoosePackage } from './ChoosePackage.js';
import { texts } from './credits.texts.js';
import { PayStep, RetryStep } from './InvoiceStep.js';

const Step = () => {
  const [query] = useSearchParams();
  const paymentId = query.get('payment');
  if (paymentId !== null) return <PayStep paymentId={paymentId} />;
  const invoiceId = query.get('invoice');
  if (invoiceId !== null) return <RetryStep invoiceId={invoiceId} />;
  return <ChoosePackage />;
};

export const PurchasePage = () => {
  const [query] = useSearchParams();
  const { account } = useAccount();
  const isUnderWay = query.has('payment') || query.has('invoice');
  if (!may(account.role, 'buy') || account.status !== 'active') {
    const words = account.status === 'active' ? frame.noAccess : frame.suspended;
    return (
      <Page title={texts.title}>
        <Panel title={texts.packages} className="panel-bare">
          <EmptyState icon={<LockOutlined />} title={words.title} body={words.body} />
        </Panel>
      </Page>
    );
  }
  return (
    <Page
      title={texts.title}
      lead={isUnderWay ? undefined : texts.lead}
      {...(isUnderWay ? { back: { to: '/account/credits/purchase', label: texts.step.different } } : {})}
    >
      <Step />
    </Page>
  );
};
