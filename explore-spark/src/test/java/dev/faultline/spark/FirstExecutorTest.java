package dev.faultline.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.explore.UsageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Issue 22: where no executor can start, one line says so within half a minute. */
final class FirstExecutorTest {
  private static final String MASTER = "spark://127.0.0.1:7077";

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger registered = new AtomicInteger();
  private final List<String> told = new ArrayList<>();

  private FirstExecutor first(String master, @Nullable String given) {
    return new FirstExecutor(
        master, FirstExecutor.patience(master, given), nanos::get, registered::get, told::add);
  }

  private void seconds(long seconds) {
    nanos.set(Duration.ofSeconds(seconds).toNanos());
  }

  @Test
  void a_standalone_cluster_has_half_a_minute() {
    FirstExecutor first = first(MASTER, null);
    seconds(19);
    first.look();
    assertThat(told).isEmpty();
    seconds(27);
    first.look();
    first.look();
    assertThat(told).singleElement().asString().contains("no executor", MASTER);
    seconds(28);
    assertThatThrownBy(first::look)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("within 28 s")
        .hasMessageContaining("spark.faultline.home")
        .hasMessageNotContaining("\n");
  }

  @Test
  void one_that_has_come_is_enough_also_when_it_is_gone_again() {
    FirstExecutor first = first(MASTER, null);
    registered.set(1);
    first.look();
    registered.set(0);
    seconds(1_000);
    assertThatCode(first::look).doesNotThrowAnyException();
    assertThat(told).isEmpty();
  }

  @Test
  void other_clusters_and_whoever_says_so_wait_longer() {
    FirstExecutor other = first("k8s://https://cluster", null);
    FirstExecutor longer = first(MASTER, "3600");
    seconds(200);
    other.look();
    longer.look();
    assertThat(told).hasSize(2);
    seconds(300);
    longer.look();
    assertThatThrownBy(other::look).isInstanceOf(UsageException.class);
  }

  @Test
  void a_time_to_wait_that_is_no_number_is_refused() {
    assertThatThrownBy(() -> FirstExecutor.patience(MASTER, "soon"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'soon'")
        .hasMessageContaining("seconds");
  }
}
