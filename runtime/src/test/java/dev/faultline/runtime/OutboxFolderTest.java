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
}
