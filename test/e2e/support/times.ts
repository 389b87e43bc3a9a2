/** The times of a suite, to be printed at its end. */
export class Times {
  private readonly rows: [step: string, seconds: number][] = [];

  constructor(private readonly title: string) {}

  /** Runs a step and notes how long it took, whether or not it failed. */
  public async of<T>(step: string, run: () => Promise<T>): Promise<T> {
    const began = Date.now();
    try {
      return await run();
    } finally {
      this.rows.push([step, (Date.now() - began) / 1000]);
    }
  }

  /** Prints the table, past jest's own frames. */
  public print(): void {
    const lines = this.rows.map(([step, seconds]) => `  ${step.padEnd(44)} ${seconds.toFixed(1).padStart(6)} s`);
    process.stdout.write(`\n${[this.title, ...lines].join('\n')}\n`);
  }
}
