package dev.faultline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.link.Session;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.SessionId;
import dev.faultline.link.StreamKind;
import dev.faultline.link.Undelivered;
import dev.faultline.runtime.log.LogOptions;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a driver has not delivered, while it runs. */
class DriverOutboxTest {
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final DriverOptions OPTIONS =
      DriverOptions.DEFAULT.withLog(new LogOptions(1 << 20, 1 << 18, 8));
  private static final int STREAM = 1;
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  @TempDir private Path folder;

  private LinkDriver open() {
    return LinkDriver.openDurable(LOOPBACK, OPTIONS, new Ends.Outbox(), folder);
  }

  /** Offers the numbers from 1, and returns when no crash can take them back. */
  private static Session keep(LinkDriver driver, int messages) {
    Session session = driver.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9));
    session.open(STREAM, StreamKind.LOGGED);
    MemorySegment message = Arena.ofAuto().allocate(1_000, 8);
    long end = System.nanoTime() + PATIENCE_NANOS;
    for (long number = 1; number <= messages && System.nanoTime() < end; ) {
      message.set(ValueLayout.JAVA_LONG, 0, number);
      number += session.offer(STREAM, message, 0, 1_000) > 0 ? 1 : 0;
      driver.work();
    }
    while (session.durable(STREAM) < messages && System.nanoTime() < end) {
      driver.work();
    }
    assertThat(session.durable(STREAM)).isEqualTo(messages);
    return session;
  }

  @Test
  void it_is_listed_read_and_deleted_without_stopping_the_driver() {
    SessionId other;
    try (LinkDriver driver = open()) {
      Session session = keep(driver, 20);
      assertThat(driver.undelivered())
          .containsExactly(new Undelivered(session.id(), 0, null, STREAM, 1, 20));
      assertThatThrownBy(() -> driver.discard(session.id()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not over");

      session.abort(System.nanoTime());
      driver.work();
      Undelivered kept = driver.undelivered().getFirst();
      assertThat(kept.ended()).isEqualTo(SessionEnd.ABORTED);
      List<Long> numbers = new ArrayList<>();
      driver.read(
          kept,
          (sequence, bytes, at, length) -> {
            assertThat(bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, at)).isEqualTo(sequence);
            numbers.add(sequence);
          });
      assertThat(numbers).hasSize(20).startsWith(1L).isSorted();

      driver.discard(session.id());
      assertThat(driver.undelivered()).isEmpty();
      // What is durable after it says that it is, too.
      other = keep(driver, 1).id();
    }
    try (LinkDriver driver = open()) {
      assertThat(driver.undelivered()).extracting(Undelivered::session).containsExactly(other);
    }
  }

  @Test
  void a_log_that_cannot_be_read_back_ends_sessions_by_name_and_not_the_driver()
      throws IOException {
    try (LinkDriver driver = open()) {
      keep(driver, 600);
    }
    try (LinkDriver driver = open();
        LinkDriver right =
            LinkDriver.openDurable(
                LOOPBACK, OPTIONS, new Ends.Inbox(true), folder.resolve("right"))) {
      Session session = driver.sessions().getFirst();
      damage();
      driver.reconnect(session, right.localAddress());
      List<Session> before = driver.sessions();
      long end = System.nanoTime() + PATIENCE_NANOS;
      while (!session.ended() && System.nanoTime() < end) {
        driver.work();
        try {
          right.work();
        } catch (AssertionError e) {
          // What the messages hold does not matter here.
        }
      }
      assertThat(before).hasSize(1);
      assertThat(session.ended()).isTrue();
      assertThat(driver.storageTrouble()).contains("cannot be read");
      driver.work();
    }
  }

  /** Makes zeros of the records that the driver has read when it was opened. */
  private void damage() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.size(file) == 1 << 20) {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(700_000), 0);
          }
        }
      }
    }
  }
}
