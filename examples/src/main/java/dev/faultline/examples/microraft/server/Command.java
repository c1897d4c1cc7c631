package dev.faultline.examples.microraft.server;

import dev.faultline.examples.microraft.RegisterOp;

/** What is in the log. */
sealed interface Command {
  /** A client's operation; client and attempt tell equal operations apart. */
  record Operate(String client, long attempt, RegisterOp op) implements Command {}

  /** The first entry of a leader's term. */
  record NewTerm() implements Command {}
}
