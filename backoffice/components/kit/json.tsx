import React from 'react';
import { Card } from './ui';

/** Stored JSON, laid out to be read. */
export const JsonCard: React.FC<{ title: string; json: unknown }> = ({ title, json }) => {
  if (typeof json !== 'string' || json === '') return null;
  return (
    <Card title={title}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area has to be reachable by keyboard */}
      <pre className="json" role="region" tabIndex={0} aria-label={`${title}, as JSON`}>
        {laidOut(json)}
      </pre>
    </Card>
  );
};

function laidOut(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
