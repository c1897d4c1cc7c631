package dev.faultline.check.txn;

import java.util.Locale;
import java.util.Optional;

/**
 * Isolation levels. Each is a graph that must have no cycle; see {@link Isolation} for the graphs.
 *
 * <p>Plain levels know nothing of sessions, except causal, read atomic and read committed, which
 * Biswas and Enea define with the session order in the commit order. {@code STRONG_SESSION} levels
 * add the order of each client; {@code STRONG} and strict ones add real time.
 */
public enum TxnLevel {
  /** No cycle of write dependencies (Adya's PL-1: no G0). */
  READ_UNCOMMITTED,
  /** No aborted, no intermediate and no circular reads (PL-2: no G1). */
  READ_COMMITTED,
  /** Of a transaction all effects are seen or none (no fractured reads). */
  READ_ATOMIC,
  /** What is seen includes all that led to it. */
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
  /** As if one after another (PL-3). */
  SERIALIZABLE,
  /** Serializable, with the order of each client. */
  STRONG_SESSION_SERIALIZABLE,
  /** Serializable in real time. */
  STRICT_SERIALIZABLE;

  /** The level's name in lower case with dashes. */
  public String lowerCaseName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The level of a name, if there is one. */
  public static Optional<TxnLevel> of(String name) {
    for (var level : values()) {
      if (level.lowerCaseName().equals(name)) {
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }

  boolean parallel() {
    return this == PARALLEL_SNAPSHOT_ISOLATION
        || this == STRONG_SESSION_PARALLEL_SNAPSHOT_ISOLATION;
  }

  boolean realTime() {
    return this == STRICT_SERIALIZABLE || this == STRONG_SNAPSHOT_ISOLATION;
  }

  /** Whether no two concurrent transactions may write one key. */
  boolean conflictsForbidden() {
    return switch (this) {
      case READ_UNCOMMITTED, READ_COMMITTED, READ_ATOMIC, CAUSAL, PREFIX, STRONG_SESSION_PREFIX ->
          false;
      case PARALLEL_SNAPSHOT_ISOLATION,
          STRONG_SESSION_PARALLEL_SNAPSHOT_ISOLATION,
          SNAPSHOT_ISOLATION,
          STRONG_SESSION_SNAPSHOT_ISOLATION,
          STRONG_SNAPSHOT_ISOLATION,
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
          PARALLEL_SNAPSHOT_ISOLATION,
          PREFIX,
          SNAPSHOT_ISOLATION,
          STRONG_SNAPSHOT_ISOLATION,
          SERIALIZABLE,
          STRICT_SERIALIZABLE ->
          false;
    };
  }
}
