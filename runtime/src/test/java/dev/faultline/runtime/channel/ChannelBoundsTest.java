package dev.faultline.runtime.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.link.LinkOptions;
import dev.faultline.link.SessionId;
import dev.faultline.runtime.DeliveryId;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.IdleStrategy;
import dev.faultline.runtime.Message;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Issue 24, A9 and A15: what a channel refuses to its caller, and how much it lets wait. */
final class ChannelBoundsTest {
  private static final Duration TIME = Duration.ofSeconds(30);
  private static final int LONGEST = 1_000;

  @Test
  void a_message_above_the_longest_is_refused_to_the_caller_and_shifts_nothing() throws Exception {
    CompletableFuture<Channel> accepted = new CompletableFuture<>();
    try (LinkNode b = start(accepted);
        LinkNode a = start(new CompletableFuture<>())) {
      Channel channel = a.connect(b.localAddress()).toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertThatThrownBy(() -> channel.send(new byte[LONGEST + 1], TIME))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1001 bytes")
          .hasMessageContaining("at most 1000");
      channel.send(new byte[LONGEST], TIME);
      Message first = Objects.requireNonNull(accepted.get(30, TimeUnit.SECONDS).receive(TIME));
      assertThat(first.bytes()).hasSize(LONGEST);
      assertThat(first.id().sequence()).isEqualTo(1);
    }
  }

  /** A wrong argument of one thread ended the whole node: nothing behind it was ever sent. */
  @Test
  void a_message_that_cannot_be_read_is_refused_to_the_caller_and_ends_nothing() throws Exception {
    CompletableFuture<Channel> accepted = new CompletableFuture<>();
    try (LinkNode b = start(accepted);
        LinkNode a = start(new CompletableFuture<>())) {
      Channel channel = a.connect(b.localAddress()).toCompletableFuture().get(30, TimeUnit.SECONDS);
      MemorySegment ten = MemorySegment.ofArray(new byte[10]);
      assertThatThrownBy(() -> channel.offer(ten, 5, 10))
          .isInstanceOf(IndexOutOfBoundsException.class);
      MemorySegment lost;
      try (Arena arena = Arena.ofShared()) {
        lost = arena.allocate(10);
      }
      assertThatThrownBy(() -> channel.offer(lost, 0, 10))
          .isInstanceOf(IllegalStateException.class);
      channel.send(new byte[7], TIME);
      Message first = Objects.requireNonNull(accepted.get(30, TimeUnit.SECONDS).receive(TIME));
      assertThat(first.bytes()).hasSize(7);
      ChannelEnd end = channel.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertThat(end.unsent()).isZero();
    }
  }

  private static LinkNode start(CompletableFuture<Channel> accepted) {
    return LinkNode.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        DriverOptions.DEFAULT.withLink(LinkOptions.builder().longestMessage(LONGEST).build()),
        IdleStrategy.backingOff(),
        accepted::complete);
  }

  @Test
  @SuppressWarnings("NullAway")
  void an_inbox_counts_bytes_and_takes_one_long_message_at_least() {
    Inbox inbox = new Inbox(null);
    int bytes = (int) Inbox.MOST_BYTES / 4;
    MemorySegment message = MemorySegment.ofArray(new byte[(int) Inbox.MOST_BYTES + 1]);
    DeliveryId id = new DeliveryId(new SessionId(1, 2), 1, 1);
    for (int i = 0; i < 4; i++) {
      assertThat(inbox.put(id, message, 0, bytes)).isTrue();
    }
    assertThat(inbox.put(id, message, 0, 1)).isFalse();
    assertThat(new Inbox(null).put(id, message, 0, (int) Inbox.MOST_BYTES + 1)).isTrue();
  }

  /** An error as one for want of memory: what is not there took room for good. */
  @Test
  @SuppressWarnings("NullAway")
  void what_could_not_be_copied_into_an_inbox_takes_no_room() {
    Inbox inbox = new Inbox(null);
    MemorySegment message = MemorySegment.ofArray(new byte[10]);
    DeliveryId id = new DeliveryId(new SessionId(1, 2), 1, 1);
    assertThat(inbox.put(id, message, 0, 10)).isTrue();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> inbox.put(id, message, 0, (int) Inbox.MOST_BYTES / 2))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThat(inbox.put(id, message, 0, 10)).isTrue();
  }
}
