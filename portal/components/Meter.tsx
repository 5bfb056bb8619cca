import { Progress } from 'antd';
import { type ReactNode, useId } from 'react';
import type { Tone } from './StatusTag.js';

interface MeterProps {
  readonly label: string;
  readonly value: string;
  /** 0 to 1; no bar where there is nothing to compare with. */
  readonly share?: number;
  readonly tone?: Tone;
  readonly hint?: ReactNode;
}

/** How much of something is used, in words and as a bar. */
export const Meter = ({ label, value, share, tone = 'info', hint }: MeterProps) => {
  const id = useId();
  return (
    <div className="meter">
      <div className="meter-head">
        <span id={id}>{label}</span>
        <strong>{value}</strong>
      </div>
      {share === undefined ? null : (
        <Progress
          percent={Math.max(0, Math.min(100, Math.round(share * 100)))}
          showInfo={false}
          size={['100%', 8]}
          strokeColor={tone === 'waiting' ? 'var(--warning)' : 'var(--primary)'}
          aria-labelledby={id}
        />
      )}
      {hint === undefined ? null : <div className="fine">{hint}</div>}
    </div>
  );
};
