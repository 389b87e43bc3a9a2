export * from './data-source';
export * from './drift-action';
export * from './evidently-monitor';
export * from './evidently-report';
export * from './evidently-service';
export * from './evidently-workspace';
