// A list of checks with one line each and a summary, for tests that drive the real binary.
export class Checks {
  passed = 0;
  failures = [];

  /** Says whether something holds; `problems`: what speaks against it. Fine lines are silent where `quiet`. */
  check(what, problems, quiet = false) {
    const wrong = problems === true ? [] : problems === false ? ['does not hold'] : problems;
    if (wrong.length === 0) {
      this.passed += 1;
      if (!quiet) console.log(`ok     ${what}`);
      return;
    }
    this.failures.push(what);
    console.log(`FAILED ${what}`);
    for (const each of wrong.slice(0, 20)) console.log(`         ${each}`);
    if (wrong.length > 20) console.log(`         and ${wrong.length - 20} more`);
  }

  /** Prints the summary and ends the process with it. */
  finish() {
    console.log(`${this.passed} passed, ${this.failures.length} failed`);
    process.exit(this.failures.length === 0 && this.passed > 0 ? 0 : 1);
  }
}
