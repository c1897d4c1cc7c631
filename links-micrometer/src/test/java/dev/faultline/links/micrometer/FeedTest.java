package dev.faultline.links.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.Distribution;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FeedTest {
  /** Buckets with counts, as links count. */
  private static final class Counted implements Distribution {
    final TreeMap<Long, Integer> counts = new TreeMap<>();
    long max = Long.MAX_VALUE;

    @Override
    public long count() {
      throw new UnsupportedOperationException();
    }

    @Override
    public long max() {
      return max;
    }

    @Override
    public long percentile(double percent) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void forEach(Visitor visitor) {
      counts.forEach(visitor::visit);
    }
  }

  private final Counted counted = new Counted();
  private final List<Long> values = new ArrayList<>();
  private final Feed feed = new Feed(counted, values::add);

  private List<Long> brought() {
    feed.bring();
    List<Long> all = List.copyOf(values);
    values.clear();
    return all;
  }

  @Test
  void each_value_is_brought_once() {
    counted.counts.put(3L, 2);
    assertThat(brought()).containsExactly(3L, 3L);
    assertThat(brought()).isEmpty();
    counted.counts.put(3L, 3);
    counted.counts.put(7L, 1);
    assertThat(brought()).containsExactly(3L, 7L);
  }

  @Test
  void a_large_value_is_the_middle_of_its_bucket_and_no_larger_than_the_largest() {
    // 1,024 to 1,151, and 1,152 to 1,279: an eighth of 1,024 each.
    counted.counts.put(1_151L, 1);
    counted.counts.put(1_279L, 1);
    counted.max = 1_200;
    assertThat(brought()).containsExactly(1_087L, 1_200L);
    counted.counts.put(Long.MAX_VALUE, 1);
    counted.max = Long.MAX_VALUE;
    assertThat(brought()).hasSize(1).allMatch(value -> value > Long.MAX_VALUE / 16 * 15);
  }

  @Test
  void a_count_that_seems_to_go_back_is_not_brought_again() {
    counted.counts.put(3L, 5);
    assertThat(brought()).hasSize(5);
    // What another thread reads may be a little older than what it read before.
    counted.counts.put(3L, 4);
    assertThat(brought()).isEmpty();
    counted.counts.put(3L, 6);
    assertThat(brought()).hasSize(1);
  }

  @Test
  void no_two_buckets_are_taken_for_one() {
    for (long value = 0; value < 8; value++) {
      counted.counts.put(value, 1);
    }
    for (int power = 3; power < Long.SIZE - 1; power++) {
      for (long eighth = 1; eighth <= 8; eighth++) {
        // The last one's end is just below the next power of two.
        counted.counts.put((1L << power) - 1 + (eighth << (power - 3)), 1);
      }
    }
    int buckets = counted.counts.size();
    assertThat(buckets).isEqualTo(8 + 8 * 60);
    assertThat(brought()).hasSize(buckets).doesNotHaveDuplicates().isSorted();
    assertThat(brought()).isEmpty();
  }
}
