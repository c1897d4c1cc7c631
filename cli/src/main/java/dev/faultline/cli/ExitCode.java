package dev.faultline.cli;

/** How a command ended, for scripts. */
enum ExitCode {
  NO_VIOLATION(0, "no violation"),
  VIOLATION(1, "a violation was found"),
  USAGE(2, "wrong usage"),
  INCONCLUSIVE(3, "no violation, but some worlds are inconclusive"),
  FAILURE(4, "Faultline itself failed, or a leak of nondeterminism, or results not written"),
  INTERRUPTED(130, "interrupted");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  int number() {
    return number;
  }

  String meaning() {
    return meaning;
  }
}
