import { Alert, Button, Form, Input } from 'antd';
import { useMemo } from 'react';
import { useAccount, useMay } from '../../app/account.js';
import { NativeSelect } from '../../components/NativeSelect.js';
import { Panel } from '../../components/Panel.js';
import { texts } from './account.texts.js';
import { type AddressValues, changesOf, valuesOf } from './address.js';
import { countriesIn } from './countries.js';
import { TaxIdState } from './TaxIdState.js';
import { useSettingsForm } from './useSettingsForm.js';

const words = texts.address;
const optional = (label: string) => (
  <>
    {label}&nbsp;<span className="fine">{words.optional}</span>
  </>
);

export const AddressForm = () => {
  const { account } = useAccount();
  const mayEdit = useMay('edit');
  const countries = useMemo(() => countriesIn('en'), []);
  const { form, isSaving, refusal, save } = useSettingsForm<AddressValues>(changesOf, valuesOf);
  return (
    <Panel title={words.title} description={words.description}>
      {refusal === null ? null : <Alert className="banner" type="error" showIcon message={refusal.message} />}
      <Form
        form={form}
        className="form"
        layout="vertical"
        requiredMark={false}
        disabled={!mayEdit}
        initialValues={valuesOf(account)}
        onFinish={(values) => void save(values)}
      >
        <Form.Item
          name="billingEmail"
          label={words.billingEmail}
          extra={words.billingEmailHint}
          rules={[
            { required: true, message: texts.required },
            { type: 'email', message: words.notAnEmail },
          ]}
        >
          <Input type="email" autoComplete="email" maxLength={254} />
        </Form.Item>
        <Form.Item name={['billingAddress', 'country']} label={words.country}>
          <NativeSelect autoComplete="country" options={countries} disabled={!mayEdit} />
        </Form.Item>
        <Form.Item name={['billingAddress', 'line1']} label={words.line1}>
          <Input autoComplete="address-line1" maxLength={120} />
        </Form.Item>
        <Form.Item name={['billingAddress', 'line2']} label={optional(words.line2)}>
          <Input autoComplete="address-line2" maxLength={120} />
        </Form.Item>
        <div className="form-row">
          <Form.Item name={['billingAddress', 'postalCode']} label={words.postalCode}>
            <Input autoComplete="postal-code" maxLength={20} />
          </Form.Item>
          <Form.Item name={['billingAddress', 'city']} label={words.city}>
            <Input autoComplete="address-level2" maxLength={80} />
          </Form.Item>
        </div>
        <Form.Item name={['billingAddress', 'state']} label={optional(words.state)}>
          <Input autoComplete="address-level1" maxLength={80} />
        </Form.Item>
        <Form.Item name="taxId" label={optional(words.taxId)} extra={<TaxIdState account={account} />}>
          <Input maxLength={40} />
        </Form.Item>
        {mayEdit ? (
          <Button type="primary" htmlType="submit" loading={isSaving}>
            {words.save}
          </Button>
        ) : null}
      </Form>
    </Panel>
  );
};
