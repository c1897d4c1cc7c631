package dev.faultline.runtime;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.runtime.log.LogException;
import dev.faultline.runtime.stats.StatFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where nothing can be written, that is said at once and in words. */
class UnwritableTest {
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir private Path folder;

  @Test
  void a_log_where_there_is_a_file_says_so_and_what_it_needs() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(
            () -> LinkDriver.openDurable(LOOPBACK, DriverOptions.DEFAULT, new Ends.Outbox(), file))
        .isInstanceOf(LogException.class)
        .hasMessageContaining(file + " is not a folder; it needs a folder")
        .message()
        .doesNotContain("Exception");
  }

  @Test
  void statistics_for_a_folder_that_is_not_there_are_refused_at_once() {
    try (LinkDriver driver = LinkDriver.open(LOOPBACK, DriverOptions.DEFAULT, new Ends.Outbox())) {
      Path file = folder.resolve("nowhere").resolve("link.stat");
      assertThatThrownBy(() -> new StatFile(driver, file, Duration.ofHours(1)))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot write " + file + ": name a file");
    }
  }
}
