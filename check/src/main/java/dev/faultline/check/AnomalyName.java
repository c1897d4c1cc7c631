package dev.faultline.check;

import java.util.Optional;

/**
 * The names of anomalies in evidence; docs/checking.md has the same table. If a cycle needs session
 * order or real time, {@code -process} or {@code -realtime} is appended to its name.
 */
public enum AnomalyName {
  /** A cycle of writes: each transaction wrote a key before the next one did. */
  G0("G0", "a cycle of writes: each transaction wrote a key before the next one did"),
  /** A read of a value that an aborted transaction wrote. */
  G1A("G1a", "a read of what an aborted transaction wrote"),
  /** A read of an intermediate state, which its writer overwrote or appended to later. */
  G1B("G1b", "a read of a state that its writer changed later: an intermediate state"),
  /** A cycle of writes and of reads of them: information flows in a circle. */
  G1C("G1c", "a cycle of writes and of reads of them: information flows in a circle"),
  /** A cycle with exactly one read that misses a write. */
  G_SINGLE("G-single", "a cycle with exactly one read that misses a write"),
  /** A cycle in which no two reads that miss a write follow each other. */
  G_NONADJACENT(
      "G-nonadjacent", "a cycle in which no two reads that miss a write follow each other"),
  /** G2-item; {@link #meaning} defines it. */
  G2_ITEM(
      "G2-item",
      "a cycle of more than two transactions with reads, one after another, that miss " + "writes"),
  /** Lost update; {@link #meaning} defines it. */
  LOST_UPDATE(
      "lost update",
      "two transactions read one state of a key and both change it, or one changes it "
          + "after a change that it had not seen"),
  /** Each of two transactions misses what the other wrote to another key. */
  WRITE_SKEW("write skew", "each of two transactions misses what the other wrote to another key"),
  /** Two readers disagree on which of two transactions came first. */
  LONG_FORK("long fork", "two readers disagree on which of two transactions came first"),
  /** A part of a transaction is seen, and another part is missed. */
  FRACTURED_READ("fractured read", "a part of a transaction is seen, and another part is missed"),
  /** A read shows an older state than an earlier read of the same transaction. */
  NON_MONOTONIC_READ(
      "non-monotonic read",
      "a read goes back behind what an earlier read of the same transaction showed"),
  /** An effect is seen without its cause. */
  CAUSALITY_VIOLATION("causality violation", "an effect is seen without what led to it"),
  /** A transaction does not see its own write, or sees two states of one key. */
  INTERNAL("internal", "a transaction does not see its own write, or sees two states of one key"),
  /** A transaction sees its own later write. */
  FUTURE_READ("future read", "a transaction sees its own later write"),
  /** A read of a value that no transaction wrote. */
  GARBAGE_READ("garbage read", "a read of what nobody wrote"),
  /** A list holds one append twice. */
  DUPLICATE_ELEMENTS("duplicate elements", "a list holds one append twice"),
  /** Incompatible order; {@link #meaning} defines it. */
  INCOMPATIBLE_ORDER(
      "incompatible order",
      "two reads disagree on the order of appends, or show appends of one transaction "
          + "against their order"),
  /**
   * An order explains the history, but none that respects the order of each client or real time.
   */
  STALE_ORDER(
      "stale order",
      "no order respects clients or real time, though there is one that respects neither"),
  /** A read of a value that no operation wrote. */
  THIN_AIR_READ("ThinAirRead", "a read of a value that nobody wrote"),
  /** An operation comes before itself causally. */
  CYCLIC_CO("CyclicCO", "an operation comes before itself causally"),
  /** A read of the initial value after a write that comes before it causally. */
  WRITE_COINIT_READ(
      "WriteCOInitRead", "a read of the initial value after a write that comes before it causally"),
  /** A read of a value that was overwritten by a write causally before the read. */
  WRITE_COREAD("WriteCORead", "a read of a value that was overwritten causally before"),
  /** No single order of writes explains what all clients saw. */
  CYCLIC_CF("CyclicCF", "no one order of writes explains what all clients saw"),
  /** Two reads after the last update disagree. */
  DIVERGENCE("divergence", "after the last update two reads disagree"),
  /** No order of the updates, or of a subset of them, explains a read. */
  NO_ORDER_OF_UPDATES(
      "no order of updates", "no order of the updates, or of some of them, explains a read");

  private final String text;
  private final String meaning;

  AnomalyName(String text, String meaning) {
    this.text = text;
    this.meaning = meaning;
  }

  /** The name in reports. */
  public String text() {
    return text;
  }

  /** What the anomaly is, in words. */
  public String meaning() {
    return meaning;
  }

  /** The anomaly with this name in reports, with or without a suffix. */
  public static Optional<AnomalyName> of(String shown) {
    String plain = shown.replaceAll("-(process|realtime)$", "");
    for (var name : values()) {
      if (name.text.equals(plain)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }
}
