package dev.faultline.check.generate;

import dev.faultline.check.txn.TxnLevel;
import java.util.List;

/**
 * A few transactions that show exactly one anomaly, to be inserted into a correct history.
 *
 * <p>Their notation is {@code append x 1; read y [2] | …}. A bar separates concurrent transactions;
 * transactions after a {@code >} start when those before it have ended. Transactions marked {@code
 * A:} have the same client; {@code abort} marks one that aborts. These histories have no
 * predicates, so there is no G2 other than G2-item.
 */
public enum PlantedAnomaly {
  /** Two transactions overwrite each other. */
  G0("append x 1; append y 1 | append x 2; append y 2 | read x [1 2] | read y [2 1]", ""),
  /** Two reads disagree on the order of appends. */
  INCOMPATIBLE_ORDER("append x 1 | append x 2 | read x [1 2] | read x [2 1]", ""),
  /** A list holds one append twice. */
  DUPLICATE_ELEMENTS("append x 1 | read x [1 1]", ""),
  /** A read of a value that an aborted transaction wrote. */
  G1A("abort append x 1 | read x [1]", "abort write x 1 | read x 1"),
  /** A read of a value that its writer overwrote. */
  G1B("append x 1; append x 2 | read x [1] | read x [1 2]", "write x 1; write x 2 | read x 1"),
  /** Two transactions that read from each other. */
  G1C(
      "append x 1; read y [1] | append y 1; read x [1]",
      "write x 1; read y 1 | write y 1; read x 1"),
  /** A read of a value that no transaction wrote. */
  GARBAGE_READ("read x [1]", "read x 1"),
  /** A transaction that reads first from a later writer, then from an earlier one. */
  NON_MONOTONIC_READ("", "write x 1 | read x 1; write x 2; write y 2 | read y 2; read x 1"),
  /** A transaction that does not see its own write. */
  INTERNAL("append x 1; read x []", "write x 1; read x nil"),
  /** A transaction that sees its own write too early. */
  FUTURE_READ("read x [1]; append x 1", "read x 1; write x 1"),
  /** A part of a transaction is seen, and another part is missed. */
  FRACTURED_READ(
      "append x 1; append y 1 | read x [1]; read y []",
      "write x 1 | read x 1; write x 2; write y 2 | read x 1; read y 2"),
  /** An effect is seen without its cause. */
  CAUSALITY_VIOLATION(
      "append x 1 | read x [1]; append y 1 | read y [1]; read x []",
      "write x 1 | read x 1; write x 2 | read x 2; write y 1 | read y 1; read x 1"),
  /** Two transactions update the same version of one key. */
  LOST_UPDATE(
      "read x []; append x 1 | read x []; append x 2 | read x [1 2]",
      "read x nil; write x 1 | read x nil; write x 2"),
  /** Two observers disagree on which of two transactions came first. */
  LONG_FORK(
      "append x 1 | append y 1 | read x [1]; read y [] | read x []; read y [1]",
      "write x 1 | write y 1 | read x 1; read y nil | read x nil; read y 1"),
  /** Two anti-dependencies that are not adjacent, with a write dependency between them. */
  G_NONADJACENT(
      "read x []; append w 2 | append x 1; append z 1 | append z 2; read y []"
          + " | append y 1; append w 1 | read z [1 2] | read w [1 2]",
      ""),
  /** Each of two transactions misses the other's write to another key. */
  WRITE_SKEW(
      "read x []; append y 1 | read y []; append x 1",
      "read x nil; write y 1 | read y nil; write x 1"),
  /** A longer cycle of adjacent anti-dependencies. */
  G2_ITEM(
      "read x []; append y 1 | read y []; append z 1 | read z []; append x 1",
      "read x nil; write y 1 | read y nil; write z 1 | read z nil; write x 1"),
  /** A client does not see its own earlier write. */
  FORGOTTEN_SESSION(
      "A: append x 1 > A: read x [] > read x [1]", "A: write x 1 > A: read x nil > read x 1"),
  /** A client does not see the write of another client's finished transaction. */
  STALE_READ("append x 1 > read x [] > read x [1]", "write x 1 > read x nil > read x 1");

  private final String lists;
  private final String registers;

  PlantedAnomaly(String lists, String registers) {
    this.lists = lists;
    this.registers = registers;
  }

  /**
   * Whether the anomaly can be shown in lists or in registers. Registers show fewer anomalies,
   * because they do not show the order of writes.
   */
  public boolean canBePlanted(boolean inLists) {
    return !template(inLists).isEmpty();
  }

  String template(boolean inLists) {
    return inLists ? lists : registers;
  }

  /** Whether a level forbids the anomaly, in lists or in registers. */
  public boolean violates(TxnLevel level, boolean inLists) {
    return weakest(inLists).stream().anyMatch(level::includes);
  }

  /**
   * The weakest levels that forbid the anomaly; all levels that include one of them forbid it too.
   */
  private List<TxnLevel> weakest(boolean inLists) {
    return switch (this) {
      case G0, INCOMPATIBLE_ORDER, DUPLICATE_ELEMENTS, GARBAGE_READ ->
          List.of(TxnLevel.READ_UNCOMMITTED);
      case G1A, G1B, G1C -> List.of(TxnLevel.ADYA_READ_COMMITTED);
      case NON_MONOTONIC_READ -> List.of(TxnLevel.READ_COMMITTED, TxnLevel.MONOTONIC_ATOMIC_VIEW);
      // A register that was written shows its own write at every level.
      case INTERNAL -> inLists ? WHOLE_TRANSACTIONS : List.of(TxnLevel.READ_UNCOMMITTED);
      case FUTURE_READ ->
          List.of(inLists ? TxnLevel.ADYA_READ_COMMITTED : TxnLevel.READ_UNCOMMITTED);
      // In registers the part is missed before the rest is seen, which does not violate monotonic
      // atomic view.
      case FRACTURED_READ -> inLists ? List.of(TxnLevel.MONOTONIC_ATOMIC_VIEW) : WHOLE_TRANSACTIONS;
      case CAUSALITY_VIOLATION ->
          List.of(TxnLevel.CAUSAL, TxnLevel.PARALLEL_SNAPSHOT_ISOLATION, TxnLevel.PREFIX);
      case LOST_UPDATE -> List.of(TxnLevel.CURSOR_STABILITY);
      case LONG_FORK -> List.of(TxnLevel.PREFIX);
      case G_NONADJACENT -> List.of(TxnLevel.SNAPSHOT_ISOLATION);
      case WRITE_SKEW, G2_ITEM -> List.of(TxnLevel.REPEATABLE_READ);
      case FORGOTTEN_SESSION ->
          List.of(
              TxnLevel.READ_ATOMIC,
              TxnLevel.STRONG_SESSION_PARALLEL_SNAPSHOT_ISOLATION,
              TxnLevel.STRONG_SESSION_PREFIX);
      case STALE_READ -> List.of(TxnLevel.STRONG_SNAPSHOT_ISOLATION, TxnLevel.STRICT_SERIALIZABLE);
    };
  }

  private static final List<TxnLevel> WHOLE_TRANSACTIONS =
      List.of(TxnLevel.READ_ATOMIC, TxnLevel.PARALLEL_SNAPSHOT_ISOLATION, TxnLevel.PREFIX);
}
