package dev.faultline.check.engine;

import dev.faultline.core.history.Outcome;
import java.util.Map;
import java.util.Set;

/**
 * Hashes for states and kinds of operations that are kept by the thousand. A map's own hash is the
 * sum over its entries of key xor value, so that all states of a bank, whose balances have one sum,
 * have nearly one hash.
 */
final class Hashing {

  private Hashing() {}

  static int of(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        int sum = 1;
        for (var entry : map.entrySet()) {
          sum += scrambled(31 * of(entry.getKey()) + of(entry.getValue()));
        }
        yield sum;
      }
      case Set<?> set -> {
        int sum = 2;
        for (var element : set) {
          sum += scrambled(of(element));
        }
        yield sum;
      }
      case Transitions.Kind<?, ?>(var input, var outcome) -> 31 * of(input) + of(outcome);
      case Outcome.Ok<?>(var output) -> scrambled(of(output));
      default -> value.hashCode();
    };
  }

  private static int scrambled(int hash) {
    int h = hash * 0x9E3779B9;
    h ^= h >>> 15;
    h *= 0x85EBCA6B;
    return h ^ h >>> 13;
  }
}
