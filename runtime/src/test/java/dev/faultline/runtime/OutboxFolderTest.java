package dev.faultline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.link.Session;
import dev.faultline.link.StreamKind;
import dev.faultline.link.Undelivered;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Issue 24, A11: undelivered messages of a real log. */
final class OutboxFolderTest {
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir private Path folder;

  @Test
  void messages_that_wait_are_listed_and_read_and_are_not_discarded() {
    try (LinkDriver driver =
        LinkDriver.openDurable(
            LOOPBACK, DriverOptions.DEFAULT, (session, s, n, b, o, l) -> true, folder)) {
      Session session = driver.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9));
      session.open(3, StreamKind.LOGGED);
      for (int i = 1; i <= 5; i++) {
        MemorySegment message = MemorySegment.ofArray(new byte[] {(byte) i});
        assertThat(session.offer(3, message, 0, 1)).isEqualTo(i);
      }
      while (session.durable(3) < 5) {
        driver.work();
      }
    }
    try (OutboxFolder outbox = OutboxFolder.open(folder)) {
      Undelivered all = outbox.undelivered().getFirst();
      assertThat(all.stream()).isEqualTo(3);
      assertThat(all.ended()).isNull();
      assertThat(all.last()).isEqualTo(5);
      List<Byte> read = new ArrayList<>();
      outbox.read(
          all,
          (sequence, bytes, offset, length) -> read.add(bytes.get(ValueLayout.JAVA_BYTE, offset)));
      assertThat(read).containsExactly((byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5);
      assertThatThrownBy(() -> outbox.discard(all.session()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not over");
    }
  }

  /** What was discarded while the note of the one before was being synced had no commit. */
  @Test
  void messages_of_several_sessions_are_discarded_for_good() {
    List<Session> sessions = new ArrayList<>();
    try (LinkDriver driver =
        LinkDriver.openDurable(
            LOOPBACK, DriverOptions.DEFAULT, (session, s, n, b, o, l) -> true, folder)) {
      for (int i = 0; i < 4; i++) {
        Session session =
            driver.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9));
        session.open(3, StreamKind.LOGGED);
        session.offer(3, MemorySegment.ofArray(new byte[] {1}), 0, 1);
        sessions.add(session);
      }
      while (sessions.stream().anyMatch(session -> session.durable(3) < 1)) {
        driver.work();
      }
      sessions.forEach(session -> session.abort(System.nanoTime()));
      for (int i = 0; i < 100; i++) {
        driver.work();
      }
    }
    try (OutboxFolder outbox = OutboxFolder.open(folder)) {
      assertThat(outbox.undelivered()).hasSize(4);
      outbox.discard(sessions.get(0).id());
      outbox.discard(sessions.get(2).id());
      outbox.discard(sessions.get(3).id());
    }
    try (OutboxFolder outbox = OutboxFolder.open(folder)) {
      assertThat(outbox.undelivered())
          .singleElement()
          .satisfies(left -> assertThat(left.session()).isEqualTo(sessions.get(1).id()));
    }
  }
}
