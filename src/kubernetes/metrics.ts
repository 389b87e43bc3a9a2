import { Construct } from 'constructs';
import { Settings } from './settings';
import { Metrics } from '../core';

/** The series of a construct, with what the settings say of it: the team that is responsible. */
export function metricsOf<M extends Metrics>(scope: Construct, metrics: M): M {
  const { team } = Settings.of(scope);
  return { ...team !== undefined && { team }, ...metrics };
}
