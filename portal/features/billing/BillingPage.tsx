import { Page } from '../../components/Page.js';
import { texts } from './billing.texts.js';
import { CreditsPanel } from './CreditsPanel.js';
import { HistoryPanel } from './HistoryPanel.js';
import { MethodsPanel } from './MethodsPanel.js';

export const BillingPage = () => (
  <Page title={texts.title}>
    <div className="columns columns-even">
      <CreditsPanel />
      <MethodsPanel />
    </div>
    <HistoryPanel />
  </Page>
);
