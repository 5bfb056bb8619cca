import { Alert, Button, Form, Input } from 'antd';
import { useAccount, useMay } from '../../app/account.js';
import { Panel } from '../../components/Panel.js';
import { StatusTag, type Tone } from '../../components/StatusTag.js';
import { texts } from './account.texts.js';
import { useSettingsForm } from './useSettingsForm.js';

const words = texts.information;
const tones: Readonly<Record<keyof typeof texts.status, Tone>> = {
  active: 'good',
  suspended: 'waiting',
  closed: 'bad',
};

interface Values {
  readonly name: string;
  readonly slug: string;
}

export const InformationForm = () => {
  const { account, formats } = useAccount();
  const mayEdit = useMay('edit');
  const { form, isSaving, refusal, save } = useSettingsForm<Values>(({ name }) => ({ name: name.trim() }));
  return (
    <Panel title={words.title}>
      <dl className="facts">
        <div>
          <dt>{words.status}</dt>
          <dd>
            <StatusTag tone={tones[account.status]}>{texts.status[account.status]}</StatusTag>
          </dd>
        </div>
        <div>
          <dt>{words.owner}</dt>
          <dd>
            {account.owner.name}
            <div className="fine">{account.owner.email}</div>
          </dd>
        </div>
        <div>
          <dt>{words.since}</dt>
          <dd>{formats.day(account.createdAt)}</dd>
        </div>
        <div>
          <dt>{words.currency}</dt>
          <dd>{account.currency}</dd>
        </div>
      </dl>
      {refusal === null ? null : <Alert className="banner" type="error" showIcon message={refusal.message} />}
      <Form
        form={form}
        className="form"
        layout="vertical"
        requiredMark={false}
        disabled={!mayEdit}
        initialValues={{ name: account.name, slug: account.slug }}
        onFinish={(values) => void save(values)}
      >
        <Form.Item
          name="name"
          label={words.name}
          rules={[{ required: true, whitespace: true, message: texts.required }]}
        >
          <Input maxLength={120} autoComplete="organization" />
        </Form.Item>
        <Form.Item name="slug" label={words.slug} extra={words.slugHint}>
          <Input readOnly variant="filled" />
        </Form.Item>
        {mayEdit ? (
          <Button type="primary" htmlType="submit" loading={isSaving}>
            {words.saveName}
          </Button>
        ) : null}
      </Form>
    </Panel>
  );
};
