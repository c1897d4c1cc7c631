package dev.faultline.sim.content;

import dev.faultline.sim.base.ModelException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers values by what they say: two have one number exactly when their structures are equal, as
 * {@link Contents} sees them, in 63 bits; where it cannot look into them, when they are equal by
 * their own {@code equals}. What {@code toString} says never counts. Not thread-safe; may serve
 * several worlds, one after the other.
 */
public final class Structures {
  /** Nothing seen so far. */
  public Structures() {}

  /**
   * What was not looked into in all of its parts: beside being equal by their own {@code equals},
   * two have to be alike as far as they were looked into, for a set's {@code equals} passes over
   * the order of its parts.
   */
  private record Opaque(long structure, Object value) {}

  private final Contents contents = Contents.exact();
  private final LongNumbers seen = new LongNumbers();
  private final Map<Opaque, Integer> opaque = new LinkedHashMap<>();
  private boolean changeable;

  /** By their numbers; {@link #OWN_EQUALS} for what only its own {@code equals} tells apart. */
  private long[] structures = new long[64];

  private static final long OWN_EQUALS = -1;

  public int number(@Nullable Object value) {
    long structure = contents.of(value);
    changeable = (structure & Contents.MAY_CHANGE) != 0;
    structure &= ~Contents.MAY_CHANGE;
    int next = seen.size() + opaque.size();
    if (contents.blind() && value != null) {
      Integer known = opaque.putIfAbsent(new Opaque(structure, value), next);
      return known == null ? numbered(next, OWN_EQUALS) : known;
    }
    int number = seen.number(structure, next);
    return number == next ? numbered(next, structure) : number;
  }

  private int numbered(int number, long structure) {
    if (number == structures.length) {
      structures = Arrays.copyOf(structures, 2 * number);
    }
    structures[number] = structure;
    return number;
  }

  /**
   * The structure of a value that has that number: the same in every JVM.
   *
   * @throws ModelException when the value was told apart by its own {@code equals}
   */
  public long structure(int number) {
    if (structures[number] == OWN_EQUALS) {
      throw new ModelException(
          "what cannot be looked into is told apart by its own equals, which no other JVM can do");
    }
    return structures[number];
  }

  /**
   * The number of what a node says its state is.
   *
   * @param told learns the classes that are compared by their own {@code equals}
   * @throws ModelException when not all of it can be looked into, and it may change, or is equal to
   *     nothing but itself: a search would take all states for one, or none for another
   */
  public int ofState(String node, Object state, Contents told) {
    int number = number(state);
    if (contents.blind()) {
      contents.opaque().forEach(type -> OpaqueStates.mustBeValue(node, type));
      told.add(contents);
    }
    return number;
  }

  /**
   * Sees to it that what was numbered last, which a node sent, stored or set a timer with, may be
   * told from others.
   *
   * @param what it is, for people
   * @param told learns the classes that are compared by their own {@code equals}
   * @throws ModelException when not all of it can be looked into, and parts that differ may be
   *     equal
   */
  public void mustBeToldApart(String what, Contents told) {
    if (contents.blind()) {
      contents.opaque().forEach(type -> OpaqueStates.mustBeToldApart(what, type));
      told.add(contents);
    }
  }

  /** Whether the value that was numbered last could still be changed by somebody. */
  public boolean changeable() {
    return changeable;
  }

  /** Whether {@link #of}, called last, did not tell all of the value. */
  public boolean blind() {
    return contents.blind();
  }

  /** What the value says, with {@link Contents#MAY_CHANGE}. */
  public long of(@Nullable Object value) {
    return contents.of(value);
  }

  /**
   * The identity of a message that is the same in every run.
   *
   * @throws ModelException when the message cannot be looked into
   */
  public long key(Object message) {
    long structure = contents.of(message) & ~Contents.MAY_CHANGE;
    if (contents.blind()) {
      throw new ModelException(
          "a search in the message-set model compares messages by their contents, and cannot read"
              + " all of a "
              + message.getClass().getTypeName()
              + ": make it a record of values");
    }
    return structure;
  }
}
