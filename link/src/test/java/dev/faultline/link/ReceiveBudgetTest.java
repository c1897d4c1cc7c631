package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.stream.Holdback;
import dev.faultline.link.wire.Checksum;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Issue 24: what one peer has this side keep, over however many sessions and streams. */
final class ReceiveBudgetTest {
  private static final PeerIdentity GREEDY = new PeerIdentity(1, 0, 0, 0);
  private static final PeerIdentity HONEST = new PeerIdentity(2, 0, 0, 0);
  private static final long BUDGET = 100_000;
  private static final int SESSIONS = 20;
  private static final int STREAMS = 8;
  private static final int LONG = 4_000;

  /** A ring and a message with its smaller buffer while it grows, of each of two peers. */
  private static final long BEYOND = 2 * (6_000 + 2 * 4_096);

  private final LinkOptions options = Messages.small().toBuilder().receiveBytes(BUDGET).build();
  private final Wired wire = new Wired(Messages.small(), options);
  private long number;
  private long most;

  private List<Session> connect(int count, StreamKind kind) {
    List<Session> sessions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Session session = wire.a.endpoint.connect(wire.now, 0);
      for (int stream = 0; stream < STREAMS; stream++) {
        session.open(stream, kind);
      }
      sessions.add(session);
    }
    trips(20);
    return sessions;
  }

  private void offer(List<Session> sessions, int length) {
    for (Session session : sessions) {
      for (int stream = 0; stream < STREAMS; stream++) {
        assertThat(session.offer(stream, Messages.message(++number, length), 0, length))
            .isPositive();
      }
    }
  }

  private void trips(int count) {
    for (int i = 0; i < count; i++) {
      wire.trips(1);
      most = Math.max(most, wire.b.endpoint.context().budget.used());
    }
  }

  /** The first chunk of each stream never comes, so that all others have to be kept. */
  private static boolean firstChunk(byte[] datagram) {
    return datagram[Wire.TYPE] == Wire.DATA
        && MemorySegment.ofArray(datagram).get(Wire.LONG, Wire.CHUNK) == 0;
  }

  @ParameterizedTest
  @EnumSource(names = {"ORDERED", "UNORDERED"})
  void many_streams_that_all_wait_for_a_chunk_stay_in_the_budget_and_all_arrives(StreamKind kind) {
    List<Session> sessions = connect(SESSIONS, kind);
    wire.a.lost = ReceiveBudgetTest::firstChunk;
    for (int i = 0; i < 5; i++) {
      offer(sessions, 200);
    }
    trips(200);
    assertThat(wire.b.endpoint.counters().outOfMemory()).isPositive();
    assertThat(most).isBetween(BUDGET / 2, BUDGET + BEYOND / 2);
    wire.a.lost = datagram -> false;
    trips(20_000);
    assertThat(wire.b.received).containsExactlyInAnyOrderElementsOf(numbers(1, number));
    assertThat(most).isLessThanOrEqualTo(BUDGET + BEYOND / 2);
  }

  @Test
  void many_long_messages_that_are_not_whole_stay_in_the_budget_and_all_arrive() {
    List<Session> sessions = connect(SESSIONS, StreamKind.ORDERED);
    // The end of each message is missing, so that each stream holds the rest.
    wire.a.lost = ReceiveBudgetTest::lateChunk;
    offer(sessions, LONG);
    trips(400);
    assertThat(wire.b.received).isEmpty();
    assertThat(wire.b.endpoint.counters().outOfMemory()).isPositive();
    assertThat(most).isBetween(BUDGET / 2, BUDGET + BEYOND / 2);
    wire.a.lost = datagram -> false;
    trips(40_000);
    assertThat(wire.b.received).containsExactlyInAnyOrderElementsOf(numbers(1, number));
    assertThat(wire.b.changed).isZero();
    assertThat(most).isLessThanOrEqualTo(BUDGET + BEYOND / 2);
  }

  private static boolean lateChunk(byte[] datagram) {
    return datagram[Wire.TYPE] == Wire.DATA
        && MemorySegment.ofArray(datagram).get(Wire.LONG, Wire.CHUNK) > 14;
  }

  @Test
  void a_peer_that_takes_all_it_can_get_leaves_an_honest_one_enough_to_go_on() {
    TestWall.around(wire.b.endpoint, peer -> peer == 0 ? GREEDY : HONEST, owners -> {}, () -> true);
    List<Session> greedy = connect(SESSIONS, StreamKind.ORDERED);
    wire.a.lost = ReceiveBudgetTest::lateChunk;
    offer(greedy, LONG);
    trips(400);
    assertThat(wire.b.received).isEmpty();
    assertThat(most).isBetween(BUDGET / 2, BUDGET * 3 / 4 + BEYOND / 2);

    // What the greedy one sends from here on is refused, and what it has left behind stays.
    wire.addressOfA = 1;
    long first = number + 1;
    wire.a.lost = datagram -> false;
    List<Session> honest = connect(3, StreamKind.ORDERED);
    wire.a.lost = ReceiveBudgetTest::firstChunk;
    offer(honest, LONG);
    trips(100);
    wire.a.lost = datagram -> false;
    trips(20_000);
    assertThat(wire.b.received).containsExactlyInAnyOrderElementsOf(numbers(first, number));
    assertThat(most).isLessThanOrEqualTo(BUDGET + BEYOND);
  }

  @Test
  void without_any_budget_one_stream_of_a_peer_after_another_goes_on() {
    Wired none = new Wired(Messages.small(), Messages.small().toBuilder().receiveBytes(0).build());
    Session session = none.a.endpoint.connect(none.now, 0);
    for (int stream = 0; stream < STREAMS; stream++) {
      session.open(stream, stream % 2 == 0 ? StreamKind.ORDERED : StreamKind.UNORDERED);
    }
    none.trips(20);
    int[] count = {0};
    none.a.lost = datagram -> ++count[0] % 7 == 0;
    for (int round = 1; round <= 10; round++) {
      for (int stream = 0; stream < STREAMS; stream++) {
        int length = stream % 2 == 0 ? 1_500 : 100;
        session.offer(stream, Messages.message(round * 10L + stream, length), 0, length);
      }
      none.trips(200);
    }
    none.trips(20_000);
    assertThat(none.b.received).hasSize(80).doesNotHaveDuplicates();
    assertThat(none.b.changed).isZero();
    assertThat(none.b.endpoint.context().budget.used()).isLessThanOrEqualTo(BEYOND / 2);
  }

  @Test
  void sessions_that_are_over_give_everything_back() {
    List<Session> sessions = connect(SESSIONS, StreamKind.ORDERED);
    wire.a.lost = ReceiveBudgetTest::firstChunk;
    offer(sessions, LONG);
    trips(50);
    assertThat(wire.b.endpoint.context().budget.used()).isPositive();
    List.copyOf(wire.b.endpoint.sessions()).forEach(session -> session.abort(wire.now));
    assertThat(wire.b.endpoint.context().budget.used()).isZero();
  }

  /** What cannot be had at all is refused like what is too much. */
  @Test
  void memory_that_is_not_there_refuses_packets_and_ends_nothing() {
    boolean[] none = {false};
    Wired poor =
        new Wired(
            Messages.small(),
            Messages.small().toBuilder()
                .memory(bytes -> {
                  if (none[0]) {
                    throw new OutOfMemoryError("as planned");
                  }
                  return MemorySegment.ofArray(new byte[(int) bytes]);
                })
                .build());
    Session session = poor.a.endpoint.connect(poor.now, 0);
    session.open(1, StreamKind.ORDERED);
    poor.trips(20);
    none[0] = true;
    poor.a.lost = ReceiveBudgetTest::firstChunk;
    session.offer(1, Messages.message(1, LONG), 0, LONG);
    poor.trips(50);
    assertThat(poor.b.endpoint.counters().outOfMemory()).isPositive();
    poor.a.lost = datagram -> false;
    none[0] = false;
    poor.trips(4_000);
    assertThat(poor.b.received).containsExactly(1L);
  }

  /** Nothing is given back in this endpoint: the system has some again, and says nothing. */
  @Test
  void what_has_arrived_and_waits_for_memory_that_comes_back_without_a_word_goes_on() {
    boolean[] none = {false};
    Wired poor =
        new Wired(
            Messages.small(),
            Messages.small().toBuilder()
                .memory(bytes -> {
                  if (none[0]) {
                    throw new OutOfMemoryError("as planned");
                  }
                  return MemorySegment.ofArray(new byte[(int) bytes]);
                })
                .build());
    Session session = poor.a.endpoint.connect(poor.now, 0);
    session.open(1, StreamKind.ORDERED);
    poor.trips(20);
    poor.a.lost = ReceiveBudgetTest::firstChunk;
    session.offer(1, Messages.message(1, 150), 0, 150);
    poor.trips(1);
    session.offer(1, Messages.message(2, 1_500), 0, 1_500);
    poor.trips(2);
    none[0] = true;
    poor.a.lost = datagram -> false;
    poor.trips(4_000);
    assertThat(poor.b.received).containsExactly(1L);
    assertThat(poor.b.endpoint.counters().outOfMemory()).isPositive();
    assertThat(poor.b.endpoint.nextDeadline())
        .isLessThanOrEqualTo(poor.now + Holdback.LONGEST_NANOS);
    none[0] = false;
    poor.trips(1_000);
    assertThat(poor.b.received).containsExactly(1L, 2L);
  }

  @Test
  void what_comes_in_its_turn_needs_no_memory_on_an_unordered_stream_even_if_partly_taken() {
    Wired none = new Wired(Messages.small(), Messages.small().toBuilder().receiveBytes(0).build());
    Session greedy = none.a.endpoint.connect(none.now, 0);
    greedy.open(0, StreamKind.ORDERED);
    Session session = none.a.endpoint.connect(none.now, 0);
    session.open(1, StreamKind.UNORDERED);
    none.trips(20);
    // This stream is the one that goes beyond, and stays so.
    none.a.lost = ReceiveBudgetTest::lateChunk;
    greedy.offer(0, Messages.message(99, LONG), 0, LONG);
    none.trips(20);
    assertThat(none.b.endpoint.context().budget.used()).isPositive();
    none.b.most = 4;
    for (int number = 1; number <= 9; number++) {
      session.offer(1, Messages.message(number, 30), 0, 30);
      if (number % 3 == 0) {
        none.trips(20);
      }
    }
    none.trips(1_000);
    assertThat(none.b.received).containsExactly(1L, 2L, 3L, 4L);
    none.b.most = Long.MAX_VALUE;
    none.b.endpoint.sessions().forEach(each -> each.resume(none.now));
    none.trips(4_000);
    assertThat(none.b.received).containsExactlyElementsOf(numbers(1, 9));
    none.a.lost = datagram -> false;
    none.trips(4_000);
    assertThat(none.b.received).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 99L);
    assertThat(none.b.changed).isZero();
  }

  @Test
  void a_budget_without_bounds_is_shared_out_too() {
    Wired rich =
        new Wired(
            Messages.small(),
            Messages.small().toBuilder().receiveBytes(Long.MAX_VALUE / 2).build());
    TestWall.around(rich.b.endpoint, peer -> GREEDY, owners -> {}, () -> true);
    Session session = rich.a.endpoint.connect(rich.now, 0);
    for (int stream = 0; stream < STREAMS; stream++) {
      session.open(stream, StreamKind.ORDERED);
      session.offer(stream, Messages.message(stream, LONG), 0, LONG);
    }
    rich.trips(1_000);
    assertThat(rich.b.received).hasSize(STREAMS);
    assertThat(rich.b.endpoint.counters().outOfMemory()).isZero();
  }

  /** Without memory at b, which takes nothing of stream 2. */
  private static Wired refusingStreamTwo(boolean[] none) {
    Wired wired =
        new Wired(
            Messages.small(),
            Messages.small().toBuilder()
                .memory(bytes -> {
                  if (none[0]) {
                    throw new OutOfMemoryError("as planned");
                  }
                  return MemorySegment.ofArray(new byte[(int) bytes]);
                })
                .build());
    wired.b.refuses = stream -> stream == 2;
    return wired;
  }

  /** What arrived counted as lost where the word of what was refused came first. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void the_word_of_what_was_refused_makes_nothing_that_arrived_count_as_lost(boolean answers) {
    boolean[] none = {false};
    Wired poor = refusingStreamTwo(none);
    Session session = poor.a.endpoint.connect(poor.now, 0);
    for (int stream = 1; stream <= 3; stream++) {
      session.open(stream, StreamKind.ORDERED);
    }
    poor.trips(20);
    session.offer(1, Messages.message(1, 100), 0, 100);
    poor.trips(20);
    Session other = Objects.requireNonNull(poor.b.session);
    other.open(1, StreamKind.ORDERED);
    other.offer(1, Messages.message(1, 100), 0, 100);
    poor.trips(20);
    none[0] = true;
    long offered = 1;
    for (int round = 1; round <= 20; round++) {
      // Some before what is refused, and some behind it.
      for (int stream : new int[] {1, 1, 1, 2, 3, 3, 3}) {
        offered += session.offer(stream, Messages.message(round, 200), 0, 200) > 0 ? 1 : 0;
        poor.a.endpoint.poll(poor.now, poor.a::send);
      }
      poor.carry(poor.a, poor.b, 0);
      if (answers) {
        // What it answers takes the acknowledgement along.
        other.offer(1, Messages.message(round, 8), 0, 8);
      }
      poor.carry(poor.b, poor.a, 0);
      poor.trips(300);
    }
    assertThat(poor.a.endpoint.counters().turnedBack()).isPositive();
    assertThat(poor.a.endpoint.counters().lost()).isZero();
    none[0] = false;
    poor.b.refuses = stream -> false;
    other.resume(poor.now);
    poor.trips(4_000);
    assertThat(poor.b.received).hasSize((int) offered);
  }

  @Test
  void the_word_counts_only_for_packets_that_are_on_their_way() {
    Session session = connect(1, StreamKind.ORDERED).getFirst();
    long[] never = {Long.MIN_VALUE, -1, 0, 1, 1L << 20, 1L << 40, Long.MAX_VALUE};
    for (int round = 0; round < 50; round++) {
      offer(List.of(session), 200);
      wire.a.endpoint.onDatagram(wire.now, 0, refused(session, never), 0, 24 + 8 * never.length);
      trips(5);
    }
    assertThat(wire.a.endpoint.counters().turnedBack()).isZero();
    assertThat(wire.b.received).containsExactlyInAnyOrderElementsOf(numbers(1, number));
  }

  private static MemorySegment refused(Session session, long... packets) {
    MemorySegment datagram = MemorySegment.ofArray(new byte[Wire.BODY + 8 * packets.length]);
    datagram.set(Wire.BYTE, Wire.TYPE, Wire.REFUSED);
    datagram.set(Wire.LONG, Wire.KEY, session.key());
    for (int i = 0; i < packets.length; i++) {
      datagram.set(Wire.LONG, Wire.BODY + 8L * i, packets[i]);
    }
    new Checksum().stamp(datagram, 0, (int) datagram.byteSize());
    return datagram;
  }

  /** What was refused proves that the way is open, and that what left long before it is lost. */
  @Test
  void packets_that_left_before_a_refused_one_and_say_nothing_count_as_lost() {
    List<Session> sessions = connect(SESSIONS, StreamKind.ORDERED);
    wire.a.lost = ReceiveBudgetTest::lateChunk;
    offer(sessions, LONG);
    trips(400);
    long lost = wire.a.endpoint.counters().lost();
    // From here on one packet after the other is refused, and no word of the first ones comes.
    wire.a.lost = datagram -> false;
    int[] words = {0};
    wire.b.lost = datagram -> datagram[Wire.TYPE] == Wire.REFUSED && ++words[0] % 2 == 1;
    trips(120);
    assertThat(words[0]).isGreaterThan(1);
    assertThat(wire.a.endpoint.counters().lost()).isGreaterThan(lost);
    wire.b.lost = datagram -> false;
    trips(40_000);
    assertThat(wire.b.received).containsExactlyInAnyOrderElementsOf(numbers(1, number));
  }

  private static List<Long> numbers(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }
}
