export * from './platform';
export { PlatformDriftProps } from './platform-drift';
