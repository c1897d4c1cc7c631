package dev.faultline.examples.hsqldb;

import org.jspecify.annotations.Nullable;

/** What the cashier says, and what of it contradicts what it said before. */
final class Accounts {
  private static final String ACKNOWLEDGED = "acknowledged ";
  private static final String FOUND = "found ";

  private final int coins;
  private int acknowledged;
  private @Nullable String wrong;
  private boolean foundSome;
  private boolean finished;

  Accounts(int coins) {
    this.coins = coins;
  }

  void says(String line) {
    if (line.startsWith(ACKNOWLEDGED)) {
      acknowledged = Integer.parseInt(line.substring(ACKNOWLEDGED.length()));
    } else if (line.startsWith(FOUND)) {
      finds(line.substring(FOUND.length()).split(" of ", -1));
    } else if (line.equals("finished")) {
      finished = true;
    }
  }

  private void finds(String[] moved) {
    int found = Integer.parseInt(moved[0]);
    foundSome |= found > 0;
    if (Integer.parseInt(moved[1]) != coins) {
      wrong = "it found " + moved[1] + " coins of " + coins;
    } else if (found < acknowledged) {
      wrong = "it acknowledged " + acknowledged + " moves and found " + found;
    }
  }

  /** The contradiction; null while there is none. */
  @Nullable String wrong() {
    return wrong;
  }

  boolean foundSome() {
    return foundSome;
  }

  boolean finished() {
    return finished;
  }
}
