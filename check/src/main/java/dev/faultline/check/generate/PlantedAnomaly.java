package dev.faultline.check.generate;

import dev.faultline.check.txn.TxnLevel;

/**
 * A few transactions that show one anomaly and no other, for planting among honest ones.
 *
 * <p>They are written as in {@code append x 1; read y [2] | …}: transactions are separated by a bar
 * and all overlap, but those after a {@code >} start when the others are over. {@code A:} gives
 * transactions a client in common, {@code abort} ends one without effect. Predicates are not part
 * of these histories, so there is no G2 other than G2-item.
 */
public enum PlantedAnomaly {
  /** Two transactions overwrite each other. */
  G0(
      "append x 1; append y 1 | append x 2; append y 2 | read x [1 2] | read y [2 1]",
      "",
      TxnLevel.READ_UNCOMMITTED),
  /** Two reads disagree on the order of appends. */
  INCOMPATIBLE_ORDER(
      "append x 1 | append x 2 | read x [1 2] | read x [2 1]", "", TxnLevel.READ_UNCOMMITTED),
  /** A list holds one append twice. */
  DUPLICATE_ELEMENTS("append x 1 | read x [1 1]", "", TxnLevel.READ_UNCOMMITTED),
  /** A read of what an aborted transaction wrote. */
  G1A("abort append x 1 | read x [1]", "abort write x 1 | read x 1", TxnLevel.READ_COMMITTED),
  /** A read of what its writer overwrote. */
  G1B(
      "append x 1; append x 2 | read x [1] | read x [1 2]",
      "write x 1; write x 2 | read x 1",
      TxnLevel.READ_COMMITTED),
  /** Two transactions that read from each other. */
  G1C(
      "append x 1; read y [1] | append y 1; read x [1]",
      "write x 1; read y 1 | write y 1; read x 1",
      TxnLevel.READ_COMMITTED),
  /** A read of what nobody wrote. */
  GARBAGE_READ("read x [1]", "read x 1", TxnLevel.READ_COMMITTED),
  /** A transaction that reads backwards: first of a later writer, then of an earlier. */
  NON_MONOTONIC_READ(
      "",
      "write x 1 | read x 1; write x 2; write y 2 | read y 2; read x 1",
      TxnLevel.READ_COMMITTED),
  /** A transaction that does not see its own write. */
  INTERNAL("append x 1; read x []", "write x 1; read x nil", TxnLevel.READ_ATOMIC),
  /** A transaction that sees its own write too early. */
  FUTURE_READ("read x [1]; append x 1", "read x 1; write x 1", TxnLevel.READ_ATOMIC),
  /** A part of a transaction is seen, and a part is not. */
  FRACTURED_READ(
      "append x 1; append y 1 | read x [1]; read y []",
      "write x 1 | read x 1; write x 2; write y 2 | read x 1; read y 2",
      TxnLevel.READ_ATOMIC),
  /** An effect is seen without its cause. */
  CAUSALITY_VIOLATION(
      "append x 1 | read x [1]; append y 1 | read y [1]; read x []",
      "write x 1 | read x 1; write x 2 | read x 2; write y 1 | read y 1; read x 1",
      TxnLevel.CAUSAL),
  /** Two transactions change the same state of one key. */
  LOST_UPDATE(
      "read x []; append x 1 | read x []; append x 2 | read x [1 2]",
      "read x nil; write x 1 | read x nil; write x 2",
      TxnLevel.PARALLEL_SNAPSHOT_ISOLATION),
  /** Two observers disagree on which of two transactions came first. */
  LONG_FORK(
      "append x 1 | append y 1 | read x [1]; read y [] | read x []; read y [1]",
      "write x 1 | write y 1 | read x 1; read y nil | read x nil; read y 1",
      TxnLevel.PREFIX),
  /** Two anti-dependencies apart, with overwriting between them. */
  G_NONADJACENT(
      "read x []; append w 2 | append x 1; append z 1 | append z 2; read y []"
          + " | append y 1; append w 1 | read z [1 2] | read w [1 2]",
      "",
      TxnLevel.SNAPSHOT_ISOLATION),
  /** Each of two transactions misses the other's write to another key. */
  WRITE_SKEW(
      "read x []; append y 1 | read y []; append x 1",
      "read x nil; write y 1 | read y nil; write x 1",
      TxnLevel.SERIALIZABLE),
  /** A longer cycle of adjacent anti-dependencies. */
  G2_ITEM(
      "read x []; append y 1 | read y []; append z 1 | read z []; append x 1",
      "read x nil; write y 1 | read y nil; write z 1 | read z nil; write x 1",
      TxnLevel.SERIALIZABLE),
  /** A client misses what it wrote before. */
  FORGOTTEN_SESSION(
      "A: append x 1 > A: read x [] > read x [1]",
      "A: write x 1 > A: read x nil > read x 1",
      TxnLevel.STRONG_SESSION_PREFIX),
  /** A client misses what another one's finished transaction wrote. */
  STALE_READ(
      "append x 1 > read x [] > read x [1]",
      "write x 1 > read x nil > read x 1",
      TxnLevel.STRICT_SERIALIZABLE);

  private final String lists;
  private final String registers;
  private final TxnLevel weakest;

  PlantedAnomaly(String lists, String registers, TxnLevel weakest) {
    this.lists = lists;
    this.registers = registers;
    this.weakest = weakest;
  }

  /** Whether such transactions can show it: without the order of writes registers show less. */
  public boolean canBePlanted(boolean inLists) {
    return !template(inLists).isEmpty();
  }

  String template(boolean inLists) {
    return inLists ? lists : registers;
  }

  /** Whether a level forbids it. */
  public boolean violates(TxnLevel level) {
    return switch (weakest) {
      case STRICT_SERIALIZABLE -> ofRealTime(level);
      case STRONG_SESSION_PREFIX -> ofSessions(level) || ofRealTime(level);
      case SERIALIZABLE -> serializable(level);
      case SNAPSHOT_ISOLATION -> snapshots(level) || serializable(level);
      case PREFIX -> prefix(level) || snapshots(level) || serializable(level);
      case PARALLEL_SNAPSHOT_ISOLATION -> level.compareTo(TxnLevel.CAUSAL) > 0 && !prefix(level);
      default -> level.compareTo(weakest) >= 0;
    };
  }

  private static boolean ofRealTime(TxnLevel level) {
    return level == TxnLevel.STRICT_SERIALIZABLE || level == TxnLevel.STRONG_SNAPSHOT_ISOLATION;
  }

  /** Read committed keeps sessions too, but lets a later read miss what an earlier one saw. */
  private static boolean ofSessions(TxnLevel level) {
    return level == TxnLevel.READ_ATOMIC
        || level == TxnLevel.CAUSAL
        || level == TxnLevel.STRONG_SESSION_PARALLEL_SNAPSHOT_ISOLATION
        || level == TxnLevel.STRONG_SESSION_PREFIX
        || level == TxnLevel.STRONG_SESSION_SNAPSHOT_ISOLATION
        || level == TxnLevel.STRONG_SESSION_SERIALIZABLE;
  }

  private static boolean prefix(TxnLevel level) {
    return level == TxnLevel.PREFIX || level == TxnLevel.STRONG_SESSION_PREFIX;
  }

  private static boolean snapshots(TxnLevel level) {
    return level == TxnLevel.SNAPSHOT_ISOLATION
        || level == TxnLevel.STRONG_SESSION_SNAPSHOT_ISOLATION
        || level == TxnLevel.STRONG_SNAPSHOT_ISOLATION;
  }

  private static boolean serializable(TxnLevel level) {
    return level == TxnLevel.SERIALIZABLE
        || level == TxnLevel.STRONG_SESSION_SERIALIZABLE
        || level == TxnLevel.STRICT_SERIALIZABLE;
  }
}
