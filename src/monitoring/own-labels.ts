import { Metrics } from '../core';

/** The labels that all series and alerts of a target bear, besides their job. */
export function ownLabels({ tool, team, model }: Metrics): Record<string, string> {
  return { tool, ...team !== undefined && { team }, ...model !== undefined && { model } };
}
