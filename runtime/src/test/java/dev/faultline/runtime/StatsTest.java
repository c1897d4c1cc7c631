package dev.faultline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.runtime.secure.LinkSecurity;
import dev.faultline.runtime.secure.SharedKey;
import dev.faultline.runtime.stats.DriverStats;
import dev.faultline.runtime.stats.Spread;
import dev.faultline.runtime.stats.StatFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatsTest {
  @TempDir private Path folder;

  @Test
  void a_driver_counts_and_shows_its_sessions() {
    try (Ends ends = new Ends(DriverOptions.DEFAULT)) {
      ends.exchange(1, 10_000);
      DriverStats stats = DriverStats.of(ends.right);
      assertThat(stats.counters())
          .containsEntry("packets.received", ends.right.linkCounters().packetsReceived());
      assertThat(stats.counters().get("packets.received")).isGreaterThan(100);
      assertThat(stats.sessions()).hasSize(1);
      assertThat(stats.sessions().getFirst().connected()).isTrue();
      assertThat(stats.sessions().getFirst().id()).isEqualTo(ends.session.id().toString());
    }
  }

  @Test
  void round_trips_and_losses_of_a_session_are_in_its_file() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    DriverOptions losing =
        DriverOptions.DEFAULT.withFilter((memory, offset, bytes) -> random.nextInt(10) == 0);
    Path file = folder.resolve("link.stat");
    try (Ends ends = new Ends(losing)) {
      ends.exchange(1, 20_000);
      long roundTrips = ends.session.roundTrips().count();
      long lossBursts = ends.session.lossBursts().count();
      long packets = ends.left.linkCounters().lost();
      try (StatFile stat = new StatFile(ends.left, file, Duration.ofHours(1))) {
        ends.until(() -> Files.exists(file));
      }
      DriverStats.SessionStats read = StatFile.read(file).sessions().getFirst();
      // The last packets may be acknowledged before the file is written, and after it.
      assertThat(read.roundTrips().count())
          .isBetween(roundTrips, ends.session.roundTrips().count())
          .isPositive();
      assertThat(read.roundTrips().percentile(50)).isPositive();
      assertThat(read.lossBursts().count())
          .isBetween(lossBursts, ends.session.lossBursts().count())
          .isPositive();
      long lost =
          read.lossBursts().bars().stream().mapToLong(bar -> bar.most() * bar.count()).sum();
      assertThat(lost).isGreaterThanOrEqualTo(packets).isPositive();
    }
  }

  @Test
  void half_of_the_values_are_those_up_to_the_middle_one() {
    Spread spread = new Spread(List.of(new Spread.Bar(10, 1), new Spread.Bar(20, 1)));
    assertThat(spread.count()).isEqualTo(2);
    assertThat(spread.percentile(50)).isEqualTo(10);
    assertThat(spread.percentile(51)).isEqualTo(20);
    assertThat(spread.percentile(100)).isEqualTo(20);
    assertThat(new Spread(List.of()).percentile(50)).isZero();
  }

  @Test
  void what_protects_a_driver_counts_too() {
    DriverOptions options =
        DriverOptions.DEFAULT.withSecurity(LinkSecurity.shared(SharedKey.generate()));
    try (Ends ends = new Ends(options)) {
      ends.exchange(1, 1_000);
      long opened = DriverStats.of(ends.right).counters().getOrDefault("secure.opened", 0L);
      assertThat(opened).isGreaterThan(10);
    }
  }

  @Test
  void a_file_says_what_the_driver_would() throws IOException {
    Path file = folder.resolve("link.stat");
    try (Ends ends = new Ends(DriverOptions.DEFAULT)) {
      ends.exchange(1, 1_000);
      DriverStats before = DriverStats.of(ends.right);
      try (StatFile stat = new StatFile(ends.right, file, Duration.ofHours(1))) {
        ends.until(() -> Files.exists(file));
      }
      DriverStats read = StatFile.read(file);
      assertThat(read.local()).isEqualTo(before.local());
      assertThat(read.sessions()).hasSize(1);
      assertThat(read.counters().get("packets.received"))
          .isGreaterThanOrEqualTo(before.counters().get("packets.received"));
      assertThat(read.counters().keySet()).isEqualTo(before.counters().keySet());
    }
  }
}
