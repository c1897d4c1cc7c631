package dev.faultline.sim.order;

import dev.faultline.sim.base.KeyedHash;
import dev.faultline.sim.content.Structures;
import java.util.Arrays;

/**
 * Makes 128 bits of a state's signature that mean the same in every JVM: numbers that this JVM gave
 * to what the state holds become what they stand for.
 */
final class StateDigest {
  private final Structures structures;
  private final EventKeys keys;
  private long first = 0x243F6A8885A308D3L;
  private long second = 0x13198A2E03707344L;

  StateDigest(Structures structures, EventKeys keys) {
    this.structures = structures;
    this.keys = keys;
  }

  /**
   * Of a signature as {@link Checkpoints} makes it.
   *
   * @param inOrder whether messages come in the order of their links; else sorted by their numbers
   * @param timers how many it has
   * @param events how many events are pending
   */
  long[] of(int[] signature, int nodes, boolean inOrder, int timers, int events) {
    int at = 0;
    for (; at < nodes; at++) {
      add(structures.structure(signature[at]));
    }
    for (; at <= 2 * nodes; at++) {
      add(signature[at]);
    }
    int messages = signature[2 * nodes];
    addMessages(Arrays.copyOfRange(signature, at, at + messages), inOrder);
    at += messages;
    for (int i = 0; i < timers; i++, at++) {
      add(keys.digestOf(signature[at]));
    }
    // Which timers overtake others: numbers that are negative, as no number of a value is.
    for (; at < signature.length && signature[at] < 0; at++) {
      add(signature[at]);
    }
    boolean timed = at < signature.length;
    for (int i = 0; timed && i < events; i++) {
      add(keys.digestOf(signature[at++]));
      add(structures.structure(signature[at++]));
    }
    return new long[] {first, second};
  }

  /** Numbers of other JVMs sort otherwise. */
  private void addMessages(int[] numbers, boolean inOrder) {
    long[] messages = new long[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      messages[i] = keys.digestOf(numbers[i]);
    }
    if (!inOrder) {
      Arrays.sort(messages);
    }
    for (long message : messages) {
      add(message);
    }
  }

  private void add(long value) {
    first = KeyedHash.mix(first + value);
    second = KeyedHash.mix(second ^ Long.rotateLeft(value, 29)) + value;
  }
}
