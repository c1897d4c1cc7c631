package dev.faultline.sim.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A property that does not hold.
 *
 * @param property its name, as the program gave it
 * @param detail what was seen, for people
 * @param nanos simulated time at which it was seen
 * @param thrown what the program threw, if that is what happened
 * @param judged when it was seen
 * @param operations the operations of clients that suffice to show it, by their numbers in the
 *     trace; empty where they are not known
 * @param declared where the program declared the property, innermost frame first; empty for the
 *     property that every program has, and in worlds that are not {@code explained}
 */
public record Violation(
    String property,
    String detail,
    long nanos,
    @Nullable Throwable thrown,
    Judged judged,
    List<Integer> operations,
    List<StackTraceElement> declared) {
  /** The property that every program has: its nodes do not throw. */
  public static final String NO_NODE_THROWS = "no node throws";

  /**
   * The property that every world with a trace hash has: what a message says does not change
   * between its sending and its delivery. No real network lets two nodes share an object.
   */
  public static final String NO_MESSAGE_CHANGES = "no message changes after it was sent";

  /**
   * Another that every world has: what lies in a node's store does not change without a write. No
   * real disk shares an object with a program.
   */
  public static final String NO_STORED_VALUE_CHANGES = "no stored value changes without a put";

  /**
   * The other one: what the program does at a time, its outcomes and its digests do not throw
   * either.
   */
  public static final String PROGRAM_DOES_NOT_THROW = "the program does not throw";

  /** When a violation can be seen, which says what may be left out of the run that led to it. */
  public enum Judged {
    /** Something bad happened (safety, Lamport 1977): nothing that comes later undoes it. */
    WHEN_SEEN,
    /** Something good did not happen in time (liveness). */
    AT_DEADLINE,
    /** The whole run had to come to its end first. */
    AT_END
  }

  public Violation {
    operations = List.copyOf(operations);
    declared = List.copyOf(declared);
  }

  /** Whether something good did not happen in time; otherwise something bad happened. */
  public boolean liveness() {
    return judged == Judged.AT_DEADLINE;
  }
}
