export { Settings } from '../kubernetes';
export type { SettingsProps } from '../kubernetes';
