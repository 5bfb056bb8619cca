import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { texts } from '../app/texts.js';

const SHOWN_MS = 2_000;

/** The clipboard API is missing where the page is not served over HTTPS. */
const copy = async (value: string): Promise<void> => {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(value);
  const area = document.createElement('textarea');
  area.value = value;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
};

interface CopyFieldProps {
  readonly label: string;
  readonly value: string;
  /** What is copied, where it differs from what is read (an IBAN without its spaces). */
  readonly copied?: string;
}

/** One line of a list of details, with a button that copies it. */
export const CopyField = ({ label, value, copied = value }: CopyFieldProps) => {
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setIsCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <div className="copy-field">
      <dt>{label}</dt>
      <dd>
        <span className="copy-value">{value}</span>
        <Button
          type="text"
          size="small"
          aria-label={`${isCopied ? texts.copied : texts.copy}: ${label}`}
          icon={isCopied ? <CheckOutlined className="good" /> : <CopyOutlined />}
          onClick={() => void copy(copied).then(() => setIsCopied(true))}
        />
      </dd>
    </div>
  );
};
