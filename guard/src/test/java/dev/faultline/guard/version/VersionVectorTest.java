package dev.faultline.guard.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VersionVectorTest {
  /** All vectors of three replicas with up to two events each. */
  private static List<VersionVector> all() {
    List<VersionVector> all = new ArrayList<>();
    for (int i = 0; i < 27; i++) {
      VersionVector vector = VersionVector.EMPTY;
      for (int count = 0; count < i % 3; count++) {
        vector = vector.next("a");
      }
      for (int count = 0; count < i / 3 % 3; count++) {
        vector = vector.next("b");
      }
      for (int count = 0; count < i / 9; count++) {
        vector = vector.next("c");
      }
      all.add(vector);
    }
    return all;
  }

  @Test
  void merging_obeys_its_laws() {
    for (VersionVector a : all()) {
      assertThat(a.merge(a)).isEqualTo(a);
      for (VersionVector b : all()) {
        assertThat(a.merge(b)).isEqualTo(b.merge(a));
        assertThat(a.merge(b).covers(a)).isTrue();
        for (VersionVector c : all()) {
          assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c)));
        }
      }
    }
  }

  @Test
  void two_are_compared_by_what_each_has_seen() {
    for (VersionVector a : all()) {
      for (VersionVector b : all()) {
        Order expected =
            a.equals(b)
                ? Order.EQUAL
                : a.merge(b).equals(a)
                    ? Order.AFTER
                    : a.merge(b).equals(b) ? Order.BEFORE : Order.CONCURRENT;
        assertThat(a.compare(b)).isEqualTo(expected);
      }
    }
  }

  @Test
  void an_event_is_covered_from_its_number_on() {
    VersionVector two = VersionVector.of("a", 2);
    assertThat(two.covers(new Dot("a", 2))).isTrue();
    assertThat(two.covers(new Dot("a", 3))).isFalse();
    assertThat(two.covers(new Dot("b", 1))).isFalse();
  }

  @Test
  void what_cannot_be_a_count_is_refused_by_name() {
    assertThatThrownBy(() -> new VersionVector(new TreeMap<>(Map.of("a", 0L))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("count of a is 0, expected 1 or more");
    assertThatThrownBy(() -> new Dot("a", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("number of an event of a is 0, expected 1 or more");
    assertThatThrownBy(() -> VersionVector.of("a", Long.MAX_VALUE).next("a"))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void an_order_of_the_callers_is_not_kept() {
    TreeMap<String, Long> mine = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    mine.put("a", 1L);
    VersionVector one = new VersionVector(mine);
    VersionVector other = VersionVector.of("A", 2).merge(VersionVector.of("b", 1));
    assertThat(one.merge(other)).isEqualTo(other.merge(one));
    assertThat(one.compare(other)).isEqualTo(Order.CONCURRENT);
    assertThat(other.compare(one)).isEqualTo(Order.CONCURRENT);
    TreeMap<String, Long> reversed = new TreeMap<>(Comparator.reverseOrder());
    reversed.put("a", 1L);
    reversed.put("b", 1L);
    assertThat(new VersionVector(reversed).counts().firstKey()).isEqualTo("a");
    TreeMap<String, VersionVector> versions = new TreeMap<>(Comparator.reverseOrder());
    versions.put("a", one);
    versions.put("b", one);
    assertThat(new Stamped<>(versions, "m").versions().firstKey()).isEqualTo("a");
  }
}
