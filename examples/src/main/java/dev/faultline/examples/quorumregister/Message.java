package dev.faultline.examples.quorumregister;

import dev.faultline.check.model.RegisterOp;

/** What clients and replicas tell each other. */
sealed interface Message {
  /** A client asks a replica to carry out its operation of that number. */
  record Call(int number, RegisterOp operation) implements Message {}

  /** The client's operation is done. */
  record Done(int number, Object result) implements Message {}

  /** A replica asks the others what they hold. */
  record Query(long phase) implements Message {}

  /** What a replica holds. */
  record Held(long phase, Stamp stamp, Object value) implements Message {}

  /** A replica asks the others to hold a value unless theirs is newer. */
  record Hold(long phase, Stamp stamp, Object value) implements Message {}

  /** A replica holds that value, or a newer one. */
  record Holding(long phase) implements Message {}
}
