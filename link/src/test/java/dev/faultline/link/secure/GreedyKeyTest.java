package dev.faultline.link.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.Endpoint;
import dev.faultline.link.LinkHandler;
import dev.faultline.link.LinkOptions;
import dev.faultline.link.PeerIdentity;
import dev.faultline.link.Session;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.StreamKind;
import dev.faultline.link.congestion.StaticWindow;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One allowed key on one host makes as many associations as it can, from ever other ports. */
final class GreedyKeyTest {
  private static final long STEP_NANOS = 10_000_000;
  private static final long SECOND_NANOS = 1_000_000_000;

  /** A little below what the budget gives. */
  private static final int GREEDY_IN_SECOND = 480;

  /** When all places would have been taken, had it got them. */
  private static final int FULL_SECONDS = 75;

  private static final long BANK_AT = 0x0A00_0001L << 16 | 4_000;
  private static final long SHOP_AT = 0x0A01_0101L << 16 | 5_000;
  private static final long GREEDY_AT = 0xC0A8_0101L << 16;
  private static final int BANK = 0;
  private static final int GREEDY = 1;
  private static final int SHOP = 2;

  private record Sent(long to, byte[] bytes) {}

  /** Seals nothing: what is asked here has nothing to do with what a key can read. */
  private static final class Open implements PacketCipher {
    @Override
    public void seal(
        long number, MemorySegment plain, long at, int length, MemorySegment to, long toAt) {
      MemorySegment.copy(plain, at, to, toAt + HEADER_BYTES, length);
      to.asSlice(toAt + HEADER_BYTES + length, TAG_BYTES).fill((byte) 0);
    }

    @Override
    public int open(long number, MemorySegment packet, long at, int length, MemorySegment plain) {
      int bytes = length - HEADER_BYTES - TAG_BYTES;
      MemorySegment.copy(packet, at + HEADER_BYTES, plain, 0, bytes);
      return bytes;
    }
  }

  private static long openings;

  /** An opening of its own kind: a number that was not there before, and who it is from. */
  private static byte[] opening(int from) {
    return ByteBuffer.allocate(64)
        .putLong(++openings * 0x9E37_79B9_7F4A_7C15L)
        .putInt(from)
        .array();
  }

  /** Everybody knows everybody's key, which is a number. */
  private record Keys(int own, int keys) implements KeyExchange {
    @Override
    public int openingBytes() {
      return 64;
    }

    @Override
    public int replyBytes() {
      return 48;
    }

    @Override
    public boolean allowed(int key) {
      return true;
    }

    @Override
    public int revocations() {
      return 0;
    }

    @Override
    public int revocations(int key) {
      return 0;
    }

    @Override
    public PeerIdentity identity(int key) {
      return new PeerIdentity(key + 1L, 0, 0, 0);
    }

    @Override
    public boolean stamped(byte[] opening, byte[] prologue) {
      return true;
    }

    @Override
    public Opening begin(int key, byte[] prologue) {
      byte[] message = opening(own);
      return new Opening() {
        @Override
        public byte[] message() {
          return message;
        }

        @Override
        public Agreed finish(byte[] reply) {
          return new Agreed(new Open(), Arrays.copyOf(reply, Integer.BYTES));
        }
      };
    }

    @Override
    public Answer answer(byte[] opening, byte[] prologue, byte[] payload) {
      int key = keys == 1 ? 0 : ByteBuffer.wrap(opening).getInt(Long.BYTES);
      return new Answer.Accepted(key, Arrays.copyOf(payload, replyBytes()), new Open());
    }
  }

  private static final class Side implements LinkHandler {
    final SecureLayer layer;
    final Endpoint endpoint;
    final Deque<Sent> sent = new ArrayDeque<>();
    long received;
    @Nullable SessionEnd ended;

    Side(int own, int keys, long seed) {
      LinkOptions options =
          LinkOptions.builder()
              .packetBytes(512)
              .pathDiscovery(false)
              .sendPackets(64)
              .receivePackets(64)
              .expiry(Duration.ofSeconds(60))
              .congestion(() -> new StaticWindow(16 * 512))
              .build();
      SplittableRandom random = new SplittableRandom(seed);
      layer = new SecureLayer(new Keys(own, keys), random, options);
      endpoint = new Endpoint(options, random, this);
      layer.protect(endpoint);
      layer.sources(address -> address >>> 24);
    }

    void work(long now) {
      endpoint.onTimer(now);
      layer.onTimer(now, endpoint);
      do {
        layer.beginPoll(now, this::send);
        endpoint.poll(now, layer);
      } while (Math.min(endpoint.nextDeadline(), layer.nextDeadline()) == Long.MIN_VALUE);
    }

    private boolean send(long to, MemorySegment segment, long at, int length) {
      return sent.add(new Sent(to, segment.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE)));
    }

    void take(long now, long from, byte[] datagram) {
      layer.onDatagram(now, from, MemorySegment.ofArray(datagram), 0, datagram.length, endpoint);
    }

    @Override
    public boolean onMessage(
        Session from, int stream, long sequence, MemorySegment buffer, long at, int length) {
      received++;
      return true;
    }

    @Override
    public void onEnded(Session session, SessionEnd why) {
      ended = why;
    }
  }

  private static byte[] packet(byte type, int index, long number, byte[] body) {
    return ByteBuffer.allocate(SecureWire.BODY + body.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(type)
        .put((byte) SecureWire.VERSION)
        .putShort((short) 0)
        .putInt(index)
        .putLong(number)
        .put(body)
        .array();
  }

  /** The greedy host answers what it is asked, and confirms each association. */
  private static void greedy(long now, Side bank, Sent to) {
    ByteBuffer said = ByteBuffer.wrap(to.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    if (to.bytes()[0] == SecureWire.REPLY) {
      int index = said.getInt(SecureWire.BODY);
      bank.take(
          now, to.to(), packet(SecureWire.SEALED, index, 0, new byte[PacketCipher.TAG_BYTES]));
    } else if (to.bytes()[0] == SecureWire.COOKIE) {
      int index = said.getInt(SecureWire.INDEX);
      long cookie = said.getLong(SecureWire.NUMBER);
      bank.take(now, to.to(), packet(SecureWire.OPENING, index, cookie, opening(GREEDY)));
    }
  }

  /** With three keys, or where all have the same one. */
  @ParameterizedTest
  @ValueSource(ints = {3, 1})
  void others_connect_and_their_sessions_outlive_many_keys(int keys) {
    Side bank = new Side(BANK, keys, 1);
    Side early = new Side(SHOP, keys, 2);
    Side late = new Side(SHOP, keys, 3);
    MemorySegment message = MemorySegment.ofArray(new byte[50]);
    Session first = early.endpoint.connect(0, early.layer.peer(BANK_AT, 0));
    first.open(1, StreamKind.ORDERED);
    Session second = null;
    long offered = 0;
    int port = 0;
    long due = 0;
    for (long now = 0; now < 200 * SECOND_NANOS; now += STEP_NANOS) {
      if (now % SECOND_NANOS == 0 && first.offer(1, message, 0, 50) > 0) {
        offered++;
      }
      if (now == FULL_SECONDS * SECOND_NANOS) {
        second = late.endpoint.connect(now, late.layer.peer(BANK_AT, 0));
        second.open(1, StreamKind.ORDERED);
        offered += second.offer(1, message, 0, 50) > 0 ? 1 : 0;
      }
      if (now == (FULL_SECONDS + 5) * SECOND_NANOS) {
        assertThat(second).isNotNull().satisfies(each -> assertThat(each.connected()).isTrue());
      }
      for (due += GREEDY_IN_SECOND * STEP_NANOS; due >= SECOND_NANOS; due -= SECOND_NANOS) {
        port = (port + 1) % 65_000;
        byte[] asks = packet(SecureWire.OPENING, 0x7000_0000 | port, 0, opening(GREEDY));
        bank.take(now, GREEDY_AT | port, asks);
      }
      early.work(now);
      late.work(now);
      carry(now, bank, early, late);
    }
    assertThat(bank.received).isEqualTo(offered);
    assertThat(bank.ended).isNull();
    assertThat(early.ended).isNull();
    assertThat(late.ended).isNull();
    assertThat(first.connected()).isTrue();
  }

  private static void carry(long now, Side bank, Side early, Side late) {
    for (int round = 0; round < 3; round++) {
      drain(early, to -> bank.take(now, SHOP_AT, to.bytes()));
      drain(late, to -> bank.take(now, SHOP_AT + 1, to.bytes()));
      bank.work(now);
      drain(
          bank,
          to -> {
            if (to.to() == SHOP_AT) {
              early.take(now, BANK_AT, to.bytes());
            } else if (to.to() == SHOP_AT + 1) {
              late.take(now, BANK_AT, to.bytes());
            } else {
              greedy(now, bank, to);
            }
          });
      early.work(now);
      late.work(now);
    }
  }

  private static void drain(Side side, Consumer<Sent> to) {
    List<Sent> all = List.copyOf(side.sent);
    side.sent.clear();
    all.forEach(to);
  }
}
