package dev.faultline.check.txn;

import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Isolation levels. Each one requires a graph to have no cycle; see {@link Isolation} for the
 * graphs.
 *
 * <p>Plain levels ignore sessions, except causal, read atomic and read committed, which Biswas and
 * Enea define with the session order in the commit order. {@code STRONG_SESSION} levels add the
 * order of each client; {@code STRONG} and strict ones add real time.
 *
 * <p>{@link #includes} says which level includes which.
 */
public enum TxnLevel {
  /** No cycle of write dependencies (Adya's PL-1: no G0). */
  READ_UNCOMMITTED,
  /** No aborted, no intermediate and no circular reads (Adya's PL-2: no G1), without sessions. */
  ADYA_READ_COMMITTED,
  /** The same with the order of each client, as Biswas and Enea define it. */
  READ_COMMITTED,
  /** Adya's read committed, and no update of a key is lost (PL-CS: no G-cursor). */
  CURSOR_STABILITY,
  /**
   * Adya's read committed; a transaction that saw a part of another one sees all of it from then
   * on.
   */
  MONOTONIC_ATOMIC_VIEW,
  /** All effects of a transaction are seen, or none (no fractured reads). */
  READ_ATOMIC,
  /** A transaction that sees an effect also sees all of its causes. */
  CAUSAL,
  /** Snapshot isolation whose snapshots may disagree on the order of unrelated commits. */
  PARALLEL_SNAPSHOT_ISOLATION,
  /** Parallel snapshot isolation with the order of each client. */
  STRONG_SESSION_PARALLEL_SNAPSHOT_ISOLATION,
  /** Snapshots of prefixes of one commit order; write conflicts allowed. */
  PREFIX,
  /** Prefix with the order of each client. */
  STRONG_SESSION_PREFIX,
  /** Snapshots of one commit order, and no two concurrent writers of a key. */
  SNAPSHOT_ISOLATION,
  /** Snapshot isolation with the order of each client. */
  STRONG_SESSION_SNAPSHOT_ISOLATION,
  /** Snapshot isolation in real time. */
  STRONG_SNAPSHOT_ISOLATION,
  /**
   * No cycle of dependencies on items (Adya's PL-2.99). It differs from serializable only for
   * predicates, which these histories do not have.
   */
  REPEATABLE_READ,
  /** Equivalent to an execution of the transactions one after another (PL-3). */
  SERIALIZABLE,
  /** Serializable, with the order of each client. */
  STRONG_SESSION_SERIALIZABLE,
  /** Serializable in real time. */
  STRICT_SERIALIZABLE;

  /** The level's name in lower case with dashes. */
  public String lowerCaseName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The level with this name, if there is one. */
  public static Optional<TxnLevel> of(String name) {
    for (var level : values()) {
      if (level.lowerCaseName().equals(name)) {
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether every history that satisfies this level also satisfies the other one; each level
   * includes itself.
   */
  public boolean includes(TxnLevel other) {
    var included = EnumSet.of(this);
    var open = new ArrayDeque<TxnLevel>(included);
    while (!open.isEmpty()) {
      for (var next : open.removeFirst().directlyIncluded()) {
        if (included.add(next)) {
          open.add(next);
        }
      }
    }
    return included.contains(other);
  }

  private List<TxnLevel> directlyIncluded() {
    return switch (this) {
      case READ_UNCOMMITTED -> List.of();
      case ADYA_READ_COMMITTED -> List.of(READ_UNCOMMITTED);
      case READ_COMMITTED, CURSOR_STABILITY, MONOTONIC_ATOMIC_VIEW -> List.of(ADYA_READ_COMMITTED);
      case READ_ATOMIC -> List.of(READ_COMMITTED, MONOTONIC_ATOMIC_VIEW);
      case CAUSAL -> List.of(READ_ATOMIC);
      case PARALLEL_SNAPSHOT_ISOLATION -> List.of(CURSOR_STABILITY, MONOTONIC_ATOMIC_VIEW);
      case STRONG_SESSION_PARALLEL_SNAPSHOT_ISOLATION ->
          List.of(PARALLEL_SNAPSHOT_ISOLATION, CAUSAL);
      case PREFIX -> List.of(MONOTONIC_ATOMIC_VIEW);
      case STRONG_SESSION_PREFIX -> List.of(PREFIX, CAUSAL);
      case SNAPSHOT_ISOLATION -> List.of(PARALLEL_SNAPSHOT_ISOLATION, PREFIX);
      case STRONG_SESSION_SNAPSHOT_ISOLATION ->
          List.of(
              SNAPSHOT_ISOLATION,
              STRONG_SESSION_PARALLEL_SNAPSHOT_ISOLATION,
              STRONG_SESSION_PREFIX);
      case STRONG_SNAPSHOT_ISOLATION -> List.of(STRONG_SESSION_SNAPSHOT_ISOLATION);
      case REPEATABLE_READ -> List.of(SERIALIZABLE);
      case SERIALIZABLE -> List.of(REPEATABLE_READ, SNAPSHOT_ISOLATION);
      case STRONG_SESSION_SERIALIZABLE -> List.of(SERIALIZABLE, STRONG_SESSION_SNAPSHOT_ISOLATION);
      case STRICT_SERIALIZABLE -> List.of(STRONG_SESSION_SERIALIZABLE, STRONG_SNAPSHOT_ISOLATION);
    };
  }

  boolean parallel() {
    return this == PARALLEL_SNAPSHOT_ISOLATION
        || this == STRONG_SESSION_PARALLEL_SNAPSHOT_ISOLATION;
  }

  boolean realTime() {
    return this == STRICT_SERIALIZABLE || this == STRONG_SNAPSHOT_ISOLATION;
  }

  /**
   * Whether the level requires an order in which the transactions could have run one after another.
   */
  boolean serial() {
    return compareTo(REPEATABLE_READ) >= 0;
  }

  /** Whether the level forbids two concurrent transactions to write the same key. */
  boolean conflictsForbidden() {
    return switch (this) {
      case READ_UNCOMMITTED,
          ADYA_READ_COMMITTED,
          READ_COMMITTED,
          CURSOR_STABILITY,
          MONOTONIC_ATOMIC_VIEW,
          READ_ATOMIC,
          CAUSAL,
          PREFIX,
          STRONG_SESSION_PREFIX ->
          false;
      case PARALLEL_SNAPSHOT_ISOLATION,
          STRONG_SESSION_PARALLEL_SNAPSHOT_ISOLATION,
          SNAPSHOT_ISOLATION,
          STRONG_SESSION_SNAPSHOT_ISOLATION,
          STRONG_SNAPSHOT_ISOLATION,
          REPEATABLE_READ,
          SERIALIZABLE,
          STRONG_SESSION_SERIALIZABLE,
          STRICT_SERIALIZABLE ->
          true;
    };
  }

  boolean sessions() {
    return switch (this) {
      case READ_COMMITTED,
          READ_ATOMIC,
          CAUSAL,
          STRONG_SESSION_PARALLEL_SNAPSHOT_ISOLATION,
          STRONG_SESSION_PREFIX,
          STRONG_SESSION_SNAPSHOT_ISOLATION,
          STRONG_SESSION_SERIALIZABLE ->
          true;
      case READ_UNCOMMITTED,
          ADYA_READ_COMMITTED,
          CURSOR_STABILITY,
          MONOTONIC_ATOMIC_VIEW,
          PARALLEL_SNAPSHOT_ISOLATION,
          PREFIX,
          SNAPSHOT_ISOLATION,
          STRONG_SNAPSHOT_ISOLATION,
          REPEATABLE_READ,
          SERIALIZABLE,
          STRICT_SERIALIZABLE ->
          false;
    };
  }
}
