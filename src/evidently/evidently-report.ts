import { Check, notBlank } from '../core';
import { valueClass } from '../core/value-class';

/** Options for `EvidentlyReport.dataDrift`. */
export interface DataDriftOptions {
  /**
   * Columns that are compared.
   *
   * @default all
   */
  readonly columns?: readonly string[];
}

/** Options for `EvidentlyReport.dataSummary`. */
export interface DataSummaryOptions {
  /**
   * Columns that are described.
   *
   * @default all
   */
  readonly columns?: readonly string[];
}

/** What a report means for the program that makes it. */
export interface ReportConfig {
  /** What the program is told. */
  readonly settings: { readonly preset: string; readonly columns?: readonly string[] };
  /** Python that defines the report, for reports of one's own. */
  readonly code?: string;
  /** Whether the report can tell of drift. */
  readonly drift: boolean;
}

/** What an `EvidentlyMonitor` compares. */
export abstract class EvidentlyReport {
  static { valueClass(this, 'EvidentlyReport'); }

  /** Each column's distribution, by a test that Evidently chooses from its type and the number of rows. */
  public static dataDrift(options: DataDriftOptions = {}): EvidentlyReport {
    return new PresetReport('DataDrift', options.columns, true);
  }

  /** Counts, missing values and statistics of each column: no drift. */
  public static dataSummary(options: DataSummaryOptions = {}): EvidentlyReport {
    return new PresetReport('DataSummary', options.columns, false);
  }

  /**
   * A report of one's own: Python that defines `report(reference, current)`, which takes two DataFrames of pandas and returns what
   * `Report(…).run(current, reference)` of Evidently gives. Drift is read from its metrics `DriftedColumnsCount` and `ValueDrift`, where
   * it has them.
   */
  public static python(code: string): EvidentlyReport {
    return new PythonReport(code);
  }

  /** What it means for the program. Pure. */
  public abstract render(): ReportConfig;
  /** What must hold for it. */
  public abstract checks(): Check[];
}

class PresetReport extends EvidentlyReport {
  constructor(private readonly preset: string, private readonly columns: readonly string[] | undefined, private readonly drift: boolean) {
    super();
  }

  public render(): ReportConfig {
    return { settings: { preset: this.preset, columns: this.columns }, drift: this.drift };
  }

  public checks(): Check[] {
    return [[this.columns?.length === 0, 'report.columns', this.columns, 'there would be nothing to compare', 'name at least one, or leave it out']];
  }
}

class PythonReport extends EvidentlyReport {
  constructor(private readonly code: string) { super(); }

  public render(): ReportConfig {
    return { settings: { preset: '' }, code: this.code, drift: true };
  }

  public checks(): Check[] {
    return [
      notBlank('report', this.code),
      [code => !/^def report\(/m.test(String(code)), 'report', this.code, 'it does not define the function that is called',
        "write 'def report(reference, current):'"],
    ];
  }
}
