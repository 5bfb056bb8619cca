import React from 'react';
import { Card, Scroll } from './ui';

/** Stored JSON, laid out to be read. */
export const JsonCard: React.FC<{ title: string; json: unknown }> = ({ title, json }) => {
  if (typeof json !== 'string' || json === '') return null;
  return (
    <Card title={title}>
      <Scroll label={`${title}, as JSON`}>
        <pre className="json">{laidOut(json)}</pre>
      </Scroll>
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
