package dev.faultline.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class PermitTableTest {
  private record Out(int label, long deadline) {}

  @RepeatedTest(20)
  void it_does_what_a_map_of_permits_does(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    // Clocks start anywhere, and overflow.
    long now = Long.MAX_VALUE - 5_000;
    PermitTable table = new PermitTable(PermitTable.Kind.BREAKER, 7, 1_000);
    PermitTable other = new PermitTable(PermitTable.Kind.BREAKER, 8, 1_000);
    Map<Long, Out> model = new LinkedHashMap<>();
    List<Long> gone = new ArrayList<>();
    for (int step = 0; step < 5_000; step++) {
      String where = "seed " + seed + ", step " + step;
      now += random.nextInt(20);
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          int label = random.nextInt(100);
          long permit = table.take(label, now);
          assertThat(model.put(permit, new Out(label, now + 1_000))).as(where).isNull();
          assertThat(gone).as(where).doesNotContain(permit);
        }
        case 2 -> {
          if (!model.isEmpty()) {
            long permit = new ArrayList<>(model.keySet()).get(random.nextInt(model.size()));
            Out out = Objects.requireNonNull(model.remove(permit));
            assertThat(table.giveBack(permit)).as(where).isEqualTo(out.label());
            gone.add(permit);
          }
        }
        case 3 -> {
          if (!gone.isEmpty()) {
            long permit = gone.get(random.nextInt(gone.size()));
            assertThat(table.giveBack(permit)).as(where).isEqualTo(PermitTable.UNKNOWN);
          }
          assertThat(table.giveBack(other.take(1, now))).as(where).isEqualTo(PermitTable.UNKNOWN);
        }
        default -> {
          int label = table.expire(now);
          Long first = model.isEmpty() ? null : model.keySet().iterator().next();
          Out oldest = first == null ? null : model.get(first);
          if (first != null && oldest != null && now - oldest.deadline() >= 0) {
            assertThat(label).as(where).isEqualTo(oldest.label());
            model.remove(first);
            gone.add(first);
          } else {
            assertThat(label).as(where).isEqualTo(PermitTable.UNKNOWN);
          }
        }
      }
      assertThat(table.out()).as(where).isEqualTo(model.size());
    }
  }

  @Test
  void a_full_table_gives_none_and_recovers() {
    PermitTable table = new PermitTable(PermitTable.Kind.BREAKER, 1, 10);
    for (int i = 0; i < PermitTable.MOST; i++) {
      assertThat(table.take(i, 0)).isNotNegative();
    }
    assertThat(table.take(1, 0)).isEqualTo(PermitTable.NONE);
    assertThat(table.expire(10)).isZero();
    assertThat(table.take(1, 0)).isNotNegative();
  }

  @Test
  void no_permit_is_told_from_one() {
    assertThat(new PermitTable(PermitTable.Kind.BREAKER, 1, 10).giveBack(PermitTable.NONE))
        .isEqualTo(PermitTable.UNKNOWN);
    assertThat(new PermitTable(PermitTable.Kind.BREAKER, 0, 10).giveBack(0))
        .isEqualTo(PermitTable.UNKNOWN);
    assertThat(new PermitTable(PermitTable.Kind.BREAKER, 0, 10).giveBack(Long.MIN_VALUE))
        .isEqualTo(PermitTable.UNKNOWN);
  }

  @Test
  void no_permit_of_a_breaker_is_one_of_a_bulkhead_whatever_their_ids() {
    for (int id = 0; id < 1 << 16; id++) {
      PermitTable bulkhead = new PermitTable(PermitTable.Kind.BULKHEAD, id, 10);
      PermitTable breaker = new PermitTable(PermitTable.Kind.BREAKER, id, 10);
      PermitTable inverse = new PermitTable(PermitTable.Kind.BREAKER, ~id, 10);
      breaker.take(0, 0);
      inverse.take(0, 0);
      long permit = bulkhead.take(0, 0);
      assertThat(permit).isNotNegative();
      assertThat(breaker.giveBack(permit)).as("id %d", id).isEqualTo(PermitTable.UNKNOWN);
      assertThat(inverse.giveBack(permit)).as("id %d", id).isEqualTo(PermitTable.UNKNOWN);
      assertThat(bulkhead.giveBack(permit)).isZero();
    }
  }
}
