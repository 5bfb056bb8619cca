import { useMay } from '../../app/account.js';
import { Page } from '../../components/Page.js';
import { AddressForm } from './AddressForm.js';
import { texts } from './account.texts.js';
import { InformationForm } from './InformationForm.js';
import { LimitsPanel } from './LimitsPanel.js';

export const SettingsPage = () => {
  const mayEdit = useMay('edit');
  return (
    <Page title={texts.title} lead={mayEdit ? undefined : texts.readOnly}>
      <div className="columns columns-wide-left">
        <div className="stack">
          <InformationForm />
          <AddressForm />
        </div>
        <div className="stack">
          <LimitsPanel />
        </div>
      </div>
    </Page>
  );
};
