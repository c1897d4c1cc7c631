package dev.faultline.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.Campaign;
import dev.faultline.explore.CheckpointStore;
import dev.faultline.explore.campaign.CampaignPlan;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Issue 22: a driver that is told to end saves and ends in order; with one that dies all does. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DriverEndsTest {
  private static final String MASTER = "local-cluster[1,1,600]";

  @TempDir private Path folder;

  @Test
  void a_driver_that_is_told_to_end_saves_and_stops_its_executors_without_a_word_of_spark()
      throws Exception {
    Process driver = Driver.start(MASTER, folder.resolve("campaign"), folder.resolve("errors"));
    List<ProcessHandle> all = afterTwoParts(driver);
    try {
      // Not destroy of the process itself, which closes what it has said.
      driver.toHandle().destroy();
      assertThat(driver.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(driver.exitValue()).isEqualTo(128 + 15);
      assertThat(driver.inputReader().lines().filter(line -> !line.startsWith("part")))
          .singleElement()
          .asString()
          .matches("done [1-9][0-9]* true");
      assertThat(folder.resolve("errors")).isEmptyFile();
      assertGone(all);
      assertThat(saved()).isPositive();
    } finally {
      all.forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void with_a_driver_that_dies_its_executors_end() throws Exception {
    Process driver = Driver.start(MASTER, folder.resolve("campaign"), folder.resolve("errors"));
    List<ProcessHandle> all = afterTwoParts(driver);
    try {
      driver.destroyForcibly();
      assertGone(all);
    } finally {
      all.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /**
   * The driver and its executors, once the second range is there, which is to be run on a second
   * executor too: but there is none, and nothing waits for it.
   */
  private List<ProcessHandle> afterTwoParts(Process driver) throws IOException {
    BufferedReader out = driver.inputReader();
    assertThat(out.readLine()).as(this::errors).isEqualTo("part 0");
    assertThat(out.readLine()).as(this::errors).isEqualTo("part 32");
    List<ProcessHandle> all = driver.descendants().toList();
    assertThat(all).isNotEmpty();
    return all;
  }

  private String errors() {
    try {
      return Files.readString(folder.resolve("errors"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void assertGone(List<ProcessHandle> processes) {
    processes.forEach(each -> each.onExit().orTimeout(60, TimeUnit.SECONDS).join());
  }

  private int saved() {
    CampaignPlan plan = SparkEngineTest.plan(1, 100_000_000).withAll(true).withRecheckEvery(0);
    return new Campaign(plan).resume(CheckpointStore.file(folder.resolve("campaign")));
  }
}
