/** What the numbers of a panel are. */
export enum PanelUnit {
  /** Plain numbers. */
  NUMBER = 'short',
  /** Shares of one. */
  SHARE = 'percentunit',
  /** Seconds. */
  SECONDS = 's',
  /** Requests per second. */
  REQUESTS_PER_SECOND = 'reqps',
  /** Operations per second. */
  OPERATIONS_PER_SECOND = 'ops',
  /** Bytes, in powers of two. */
  BYTES = 'bytes',
  /** Bytes per second. */
  BYTES_PER_SECOND = 'Bps',
}

/** Lines of a panel. */
export interface DashboardQuery {
  /** PromQL that gives them. */
  readonly expr: string;
  /** Name of each line; `{{x}}` stands for a label. */
  readonly legend: string;
}

/** A panel with lines over time. */
export interface DashboardPanel {
  /** What it shows. */
  readonly title: string;
  /** What the numbers are. */
  readonly unit: PanelUnit;
  /** The lines. */
  readonly queries: readonly DashboardQuery[];
}

/** Panels that belong together. Plain data: whoever shows it writes it in its own form. */
export interface Dashboard {
  /** Its title. */
  readonly title: string;
  /** The panels, from left to right and from top to bottom. */
  readonly panels: readonly DashboardPanel[];
}
