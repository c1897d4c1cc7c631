package dev.faultline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.faultline.link.Session;
import dev.faultline.link.StreamKind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Issue 24, A3: what the buffers of sessions occupied comes back when they have ended. */
class ReleasedMemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int SESSIONS = 150;
  private static final int MESSAGES = 900;

  /** Of a session whose stream has filled its window once, at the sender alone. */
  private static final int LEAST_MEBIBYTES = 1;

  @Test
  void the_resident_memory_of_ended_sessions_comes_back_without_a_garbage_collection()
      throws IOException {
    assumeTrue(Files.exists(STATUS), "no " + STATUS + " here");
    MemorySegment message = Arena.ofAuto().allocate(1_000);
    try (Ends ends = new Ends(DriverOptions.DEFAULT)) {
      ends.exchange(1, 10);
      long before = residentMebibytes();
      long most = before;
      for (int i = 0; i < SESSIONS; i++) {
        // Nobody is there: what is offered stays in the buffer until the session is aborted.
        Session session = ends.left.connect(ends.left.localAddress());
        session.open(0, StreamKind.ORDERED);
        for (int sent = 0; sent < MESSAGES; sent++) {
          assertThat(session.offer(0, message, 0, 1_000)).isPositive();
        }
        most = Math.max(most, residentMebibytes());
        session.abort(System.nanoTime());
        ends.work();
        ends.work();
      }
      assertThat(most - before).isGreaterThanOrEqualTo(LEAST_MEBIBYTES);
      assertThat(residentMebibytes() - before).isLessThan(SESSIONS * LEAST_MEBIBYTES / 2);
      ends.exchange(11, 1_000);
    }
  }

  private static long residentMebibytes() throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
        .findFirst()
        .orElseThrow();
  }
}
