package dev.faultline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a driver runs what it was given. */
final class TasksTest {
  private static final LinkHandler HANDLER =
      new LinkHandler() {
        @Override
        public boolean onMessage(
            Session from,
            int stream,
            long sequence,
            MemorySegment buffer,
            long offset,
            int length) {
          return true;
        }
      };

  @Test
  void what_a_task_gives_runs_in_the_next_duty_cycle() {
    try (LinkDriver driver =
        LinkDriver.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            DriverOptions.DEFAULT,
            HANDLER)) {
      List<String> ran = new ArrayList<>();
      driver.execute(() -> again(driver, ran, 50));
      driver.execute(() -> ran.add("other"));
      driver.work();
      assertThat(ran).containsExactly("again", "other");
      driver.work();
      assertThat(ran).containsExactly("again", "other", "again");
    }
  }

  /** As a task does that offers a message until there is room; but not for ever. */
  private static void again(LinkDriver driver, List<String> ran, int times) {
    ran.add("again");
    if (times > 0) {
      driver.execute(() -> again(driver, ran, times - 1));
    }
  }
}
