package dev.faultline.check.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class HashingTest {

  /** A map's own hash is the sum of key xor value: balances with one sum have nearly one hash. */
  @Test
  void states_of_a_bank_have_different_hashes() {
    var own = new HashSet<Integer>();
    var mixed = new HashSet<Integer>();
    for (long a = 0; a <= 30; a++) {
      for (long b = 0; a + b <= 30; b++) {
        var balances = Map.of(0L, a, 64L, b, 128L, 30 - a - b);
        own.add(balances.hashCode());
        mixed.add(Hashing.of(balances));
      }
    }
    assertThat(own).hasSizeLessThan(40);
    assertThat(mixed).hasSizeGreaterThan(490);
  }

  @Test
  void equal_maps_and_sets_have_equal_hashes_whatever_their_order() {
    assertThat(Hashing.of(Map.of("a", 1, "b", 2)))
        .isEqualTo(Hashing.of(new TreeMap<>(Map.of("b", 2, "a", 1))));
    assertThat(Hashing.of(Set.of(1, 2, 3))).isEqualTo(Hashing.of(new TreeSet<>(Set.of(3, 2, 1))));
  }
}
