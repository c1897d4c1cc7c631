package dev.faultline.guard.group;

import dev.faultline.guard.group.RegisterMessage.Promised;
import dev.faultline.guard.group.RegisterMessage.Question;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An operation that a register carries out: what was asked for, and how far it has come. */
final class RegisterOperation<V> {
  /** What was asked for. */
  sealed interface Wish<V> {
    /** A read. */
    record Read<V>() implements Wish<V> {}

    /** A write. */
    record Write<V>(V value) implements Wish<V> {}

    /** The members of the next configuration. */
    record Reconfigure<V>(List<String> members) implements Wish<V> {}
  }

  final long id;
  final Wish<V> wish;
  final long deadlineNanos;

  /** Names the answers that count. */
  long phase;

  /** What is asked in this phase; null while an attempt at a configuration waits for another. */
  @Nullable Question<V> question;

  long againAtNanos;
  final TreeSet<String> answered = new TreeSet<>();

  /** The newest that was seen, and who of those that answered holds it. */
  Tag tag = Tag.ZERO;

  @Nullable V value;
  final TreeSet<String> holders = new TreeSet<>();

  /** The configurations whose quorums were asked what they hold. */
  @Nullable Configurations queried;

  Ballot ballot = Ballot.ZERO;

  /** The highest number of an attempt that was heard of. */
  long highest;

  /** The last attempt that somebody has taken, and for which members. */
  Ballot taken = Ballot.ZERO;

  List<String> proposal = List.of();

  /** The epoch to be decided; -1 if no configuration was asked for. */
  long epoch = -1;

  /** What was asked for, when it is decided; null before. */
  @Nullable Configuration decided;

  RegisterOperation(long id, Wish<V> wish, long deadlineNanos) {
    this.id = id;
    this.wish = wish;
    this.deadlineNanos = deadlineNanos;
  }

  /** Whether the next configuration is still being decided. */
  boolean isDeciding() {
    return epoch >= 0 && decided == null;
  }

  /** The newest value that a quorum has told. */
  V seen() {
    V held = value;
    if (held == null) {
      throw new AssertionError("a quorum has answered, so there is a value");
    }
    return held;
  }

  /** The members to propose: those that may have been decided already, else those wished for. */
  List<String> toPropose() {
    if (taken.equals(Ballot.ZERO) && wish instanceof Wish.Reconfigure<V>(var members)) {
      return members;
    }
    return proposal;
  }

  boolean saw(String from, Tag seen, V held) {
    int order = seen.compareTo(tag);
    if (order > 0 || value == null) {
      tag = seen;
      value = held;
      holders.clear();
    }
    if (order >= 0) {
      holders.add(from);
    }
    return true;
  }

  boolean promised(Promised<V> promise) {
    if (promise.accepted().compareTo(taken) > 0) {
      taken = promise.accepted();
      proposal = promise.proposal();
    }
    return true;
  }
}
