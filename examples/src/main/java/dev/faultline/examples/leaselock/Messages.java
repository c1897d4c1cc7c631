package dev.faultline.examples.leaselock;

/** What workers, the lock service and the store say to each other. */
sealed interface Messages {
  /** Asks for the lease. */
  record Acquire(int request) implements Messages {}

  /** Grants it for a while; tokens grow from grant to grant. */
  record Granted(int request, long token) implements Messages {}

  /** Somebody else has it. */
  record Taken(int request) implements Messages {}

  /** Gives the lease back before it is over. */
  record Release(long token) implements Messages {}

  record Read(int request, long token) implements Messages {}

  record Write(int request, long token, int value) implements Messages {}

  /** The value that the store has now. */
  record Value(int request, int value) implements Messages {}

  /** The store has heard of a later holder. */
  record TooLate(int request) implements Messages {}
}
