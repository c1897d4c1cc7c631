package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.wire.Checksum;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A peer that is allowed, knows the key of its connection, and sends each type of packet in each
 * state of a session: with extreme numbers, cut, repeated, out of order, and in floods. Whatever it
 * says, nothing is thrown, the endpoint comes to rest, memory is bounded, and what another peer has
 * with the same endpoint goes on: its messages arrive once and in order.
 */
@SuppressWarnings("NullAway.Init") // Each case builds its sides before it uses them.
final class HostileFramesTest {
  private static final long SEED = 20_261_130;
  private static final int ROUNDS = 8_000;

  /** What the hostile session may hold at most: rings both ways, for each stream. */
  private static final long MOST_BYTES = 4 << 20;

  private static final Duration EXPIRY = Duration.ofMinutes(2);
  private static final long DEAD_NANOS = LinkOptions.DEFAULT.deadAfter().toNanos();

  private static final int STREAM = 1;
  private static final long VICTIM_AT_HOSTILE = 7;
  static final long VICTIM_AT_HONEST = 8;

  /** What the hostile peer's session with the victim has come to before it turns hostile. */
  private enum Stage {
    ASKED,
    CONNECTED,
    HELD_UP,
    CLOSING,
    LEAVING,
    BROKEN,
    ENDED
  }

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final List<byte[]> genuine = new ArrayList<>();
  private final HostileFrames frames = new HostileFrames(genuine, random);
  private long now = 1L << 61;
  private HostileSide victim;
  private HostileSide hostile;
  private HostileSide honest;
  private Session attacked;
  private Session attacking;
  private Session other;
  private long offered;

  private static LinkOptions options(Processing processing) {
    return Messages.small().toBuilder()
        .processing(processing)
        .expiry(EXPIRY)
        .checkpointBytes(20_000)
        .build();
  }

  private void trip() {
    now += 500_000;
    for (byte[] datagram : hostile.work(now)) {
      genuine.add(datagram);
      victim.take(now, VICTIM_AT_HOSTILE, datagram);
    }
    honest.work(now).forEach(datagram -> victim.take(now, VICTIM_AT_HONEST, datagram));
    now += 500_000;
    deliver(victim.work(now));
  }

  /** What the victim sends says by its key whom it is for. */
  private void deliver(List<byte[]> datagrams) {
    for (byte[] datagram : datagrams) {
      long key = MemorySegment.ofArray(datagram).get(Wire.LONG, Wire.KEY);
      if (key == other.key()) {
        honest.take(now, 0, datagram);
      } else {
        genuine.add(datagram);
        hostile.take(now, 0, datagram);
      }
    }
  }

  private void trips(int count) {
    for (int i = 0; i < count; i++) {
      trip();
    }
  }

  private void begin(boolean durable, Processing processing, boolean victimBegan, Stage stage) {
    victim = new HostileSide(options(processing), durable, 1);
    hostile = new HostileSide(options(processing), durable, 2);
    honest = new HostileSide(options(processing), durable, 3);
    StreamKind kind = durable ? StreamKind.LOGGED : StreamKind.ORDERED;
    other = honest.endpoint.connect(now, 0);
    other.open(STREAM, kind);
    trips(20);
    assertThat(other.connected()).isTrue();
    Session began =
        victimBegan
            ? victim.endpoint.connect(now, VICTIM_AT_HOSTILE)
            : hostile.endpoint.connect(now, 0);
    if (stage == Stage.ASKED) {
      deliver(victim.work(now));
      hostile.work(now).forEach(genuine::add);
    } else {
      trips(20);
    }
    List<Session> there = (victimBegan ? hostile : victim).endpoint.sessions();
    Session answered =
        there.stream().filter(each -> each.id().equals(began.id())).findFirst().orElse(began);
    attacked = victimBegan ? began : answered;
    attacking = victimBegan ? answered : began;
    victim.holding = attacked;
    attacked.open(STREAM, kind);
    attacking.open(STREAM, kind);
    if (!durable) {
      attacking.open(2, StreamKind.UNORDERED);
      attacking.open(3, StreamKind.STUBBORN);
      attacking.open(4, StreamKind.FAIR_LOSS);
    }
    talk(durable);
    reach(stage);
  }

  private void talk(boolean durable) {
    for (int i = 1; i <= 12; i++) {
      attacking.offer(STREAM, Messages.message(i, 8 + 150 * (i % 4)), 0, 8 + 150 * (i % 4));
      attacked.offer(STREAM, Messages.message(i, 40), 0, 40);
      for (int stream = 2; !durable && stream <= 4; stream++) {
        attacking.offer(stream, Messages.message(i, 30), 0, 30);
      }
      trip();
    }
  }

  private void reach(Stage stage) {
    switch (stage) {
      case ASKED, CONNECTED -> {}
      case HELD_UP, LEAVING -> {
        victim.holds = true;
        for (int i = 1; i <= 6; i++) {
          attacking.offer(STREAM, Messages.message(i, 40), 0, 40);
          trip();
        }
        if (stage == Stage.LEAVING) {
          attacking.close(now);
          trips(20);
        }
      }
      case CLOSING -> {
        attacked.offer(STREAM, Messages.message(99, 40), 0, 40);
        attacked.close(now);
      }
      case BROKEN -> {
        now += Duration.ofSeconds(11).toNanos();
        victim.work(now);
      }
      case ENDED -> {
        attacked.abort(now);
        victim.work(now);
      }
    }
  }

  /** The other peer's messages, each once and in order, whatever else happens. */
  private void othersGoOn() {
    for (int i = 0; i < 3; i++) {
      if (other.offer(STREAM, Messages.message(offered + 1, 40), 0, 40) > 0) {
        offered++;
      }
    }
    for (int i = 0; i < 3; i++) {
      now += 500_000;
      honest.work(now).forEach(datagram -> victim.take(now, VICTIM_AT_HONEST, datagram));
      now += 500_000;
      for (byte[] datagram : victim.work(now)) {
        if (MemorySegment.ofArray(datagram).get(Wire.LONG, Wire.KEY) == other.key()) {
          honest.take(now, 0, datagram);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "false, EXACTLY_ONCE, true", "false, EXACTLY_ONCE, false",
    "true, EXACTLY_ONCE, true", "true, EXACTLY_ONCE, false",
    "true, AT_LEAST_ONCE, false", "true, AT_MOST_ONCE, false",
  })
  void whatever_an_allowed_peer_says_in_whichever_state_others_go_on(
      boolean durable, Processing processing, boolean victimBegan) {
    System.out.println("hostile frames from seed " + SEED);
    for (Stage stage : Stage.values()) {
      genuine.clear();
      offered = 0;
      begin(durable, processing, victimBegan, stage);
      for (int round = 0; round < ROUNDS / Stage.values().length; round++) {
        byte[] sent = frames.made(random.nextInt(13), attacked.key());
        int copies = random.nextInt(20) == 0 ? 100 : 1;
        try {
          for (int copy = 0; copy < copies; copy++) {
            victim.take(now, VICTIM_AT_HOSTILE, sent);
          }
          now += random.nextInt(3) * 400_000L;
          victim.work(now);
          if (round % 16 == 0) {
            othersGoOn();
          }
        } catch (RuntimeException | AssertionError e) {
          throw new AssertionError(
              "%s, round %d, %s after %s"
                  .formatted(stage, round, e, java.util.HexFormat.of().formatHex(sent)),
              e);
        }
        if (attacked.ended() && stage != Stage.ENDED && round % 64 == 63) {
          genuine.clear();
          begin(durable, processing, victimBegan, stage);
          offered = 0;
        }
      }
      finish(stage);
    }
  }

  private void finish(Stage stage) {
    for (int i = 0; i < 400; i++) {
      othersGoOn();
    }
    assertThat(other.ended()).as("the other session, %s", stage).isFalse();
    assertThat(victim.received).as("%s", stage).hasSizeGreaterThan(100);
    for (int i = 0; i < victim.received.size(); i++) {
      assertThat(victim.received.get(i)).as("%s", stage).isEqualTo(i + 1);
    }
    assertThat(victim.bytes).as("%s", stage).isLessThan(MOST_BYTES);
    // Nobody is waited for any longer than sessions last, whatever it said last.
    for (long end = now + 3 * DEAD_NANOS + EXPIRY.toNanos(); now < end; now += DEAD_NANOS / 4) {
      othersGoOn();
    }
    assertThat(victim.endpoint.sessions())
        .as("%s", stage)
        .singleElement()
        .satisfies(each -> assertThat(each.id()).isEqualTo(other.id()));
  }

  /** Floods of one type of packet, each with its own number, key or id. */
  @ParameterizedTest
  @CsvSource({
    "1, 0", "2, 0", "3, 0", "4, 24", "4, 40", "5, 40", "6, 24", "7, 24", "8, 0", "9, 0", "10, 0",
  })
  void a_flood_of_one_type_costs_bounded_memory_and_answers(int type, int varied) {
    for (boolean durable : new boolean[] {false, true}) {
      genuine.clear();
      offered = 0;
      begin(durable, Processing.EXACTLY_ONCE, false, Stage.CONNECTED);
      List<byte[]> alike = genuine.stream().filter(each -> each[Wire.TYPE] == type).toList();
      byte[] flood =
          alike.isEmpty() ? Arrays.copyOf(genuine.getFirst(), 200) : alike.getLast().clone();
      MemorySegment packet = MemorySegment.ofArray(flood);
      packet.set(Wire.BYTE, Wire.TYPE, (byte) type);
      long answered = 0;
      for (int i = 0; i < 20_000; i++) {
        packet.set(Wire.LONG, Wire.PACKET, 5_000 + i);
        if (varied > 0 && flood.length >= varied + Long.BYTES) {
          packet.set(Wire.LONG, varied, random.nextLong());
        }
        new Checksum().stamp(packet, 0, flood.length);
        victim.take(now, VICTIM_AT_HOSTILE, flood);
        if (i % 256 == 0) {
          now += 100_000;
          answered += victim.work(now).size();
          othersGoOn();
        }
      }
      // Of what comes between two polls few are answered, with or without a session.
      assertThat(answered).as("answers, durable %s", durable).isLessThan(20_000 / 256 * 64);
      finish(Stage.CONNECTED);
    }
  }
}
