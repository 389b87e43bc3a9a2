/** Asks every half second until there is an answer, and fails with the name of what was awaited. */
export async function until<T>(what: string, ask: () => Promise<T | undefined | false>, seconds = 120): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s in vain: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 500));
  }
}
