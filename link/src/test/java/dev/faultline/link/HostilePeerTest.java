package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.faultline.link.congestion.StaticWindow;
import dev.faultline.link.handshake.Hello;
import dev.faultline.link.receive.AckWriter;
import dev.faultline.link.wire.Checksum;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A peer that is allowed, and says what cannot be. */
final class HostilePeerTest {
  private static final int WINDOW_AT = Wire.BODY + 48;
  private static final int INCARNATION_AT = Wire.BODY + 24;
  private static final int DURABLE_AT = Wire.BODY + 52;
  private static final int MARKS_AT = Wire.BODY + 54;
  private static final int MARK_AT = Wire.BODY + Hello.FIXED;

  private static Consumer<MemorySegment> lie(String about) {
    return switch (about) {
      case "no window" -> welcome -> welcome.set(Wire.INT, WINDOW_AT, 0);
      case "negative window" -> welcome -> welcome.set(Wire.INT, WINDOW_AT, -5);
      case "huge window" -> welcome -> welcome.set(Wire.INT, WINDOW_AT, Integer.MAX_VALUE);
      case "incarnation" -> welcome -> welcome.set(Wire.LONG, INCARNATION_AT, 0);
      case "storage" -> welcome -> welcome.set(Wire.BYTE, DURABLE_AT, (byte) 1);
      case "mark" -> welcome -> mark(welcome, 0, 1, 3, 4);
      case "stream" -> welcome -> mark(welcome, 0, 900, 3, 3);
      case "twice" ->
          welcome -> {
            mark(welcome, 0, 1, 0, 0);
            mark(welcome, 1, 1, 0, 0);
          };
      case "too many" -> welcome -> welcome.set(Wire.SHORT, MARKS_AT, (short) 999);
      default -> throw new AssertionError(about);
    };
  }

  private static void mark(MemorySegment in, int index, int stream, long received, long processed) {
    in.set(Wire.SHORT, MARKS_AT, (short) (index + 1));
    long at = MARK_AT + (long) index * Hello.STREAM;
    in.set(Wire.SHORT, at, (short) stream);
    in.set(Wire.LONG, at + 2, received);
    in.set(Wire.LONG, at + 10, processed);
  }

  /** Changes a datagram of this type before it is sent, and makes its checksum right. */
  private static boolean changed(byte[] datagram, byte type, Consumer<MemorySegment> lie) {
    if (datagram[Wire.TYPE] == type) {
      MemorySegment of = MemorySegment.ofArray(datagram);
      lie.accept(of);
      new Checksum().stamp(of, 0, datagram.length);
    }
    return false;
  }

  @ParameterizedTest
  @CsvSource({
    "no window,window",
    "negative window,window",
    "huge window,window",
    "incarnation,incarnation",
    "storage,storage",
    "mark,processed",
    "stream,stream 900",
    "twice,stream 1",
    "too many,999"
  })
  void a_welcome_with_absurd_values_is_refused_by_name(String about, String named) {
    Wired wired = new Wired(Messages.small());
    wired.b.lost = datagram -> changed(datagram, Wire.WELCOME, lie(about));
    Session session = wired.a.endpoint.connect(wired.now, 0);
    session.open(1, StreamKind.ORDERED);
    session.offer(1, Messages.message(1, 8), 0, 8);
    wired.trips(20);

    assertThat(session.connected()).isFalse();
    assertThat(wired.a.ended).isEqualTo(SessionEnd.REFUSED);
    assertThat(session.endDetail()).contains(named);
    assertThat(wired.a.endpoint.counters().malformed()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({
    "no window,window",
    "huge window,window",
    "incarnation,incarnation",
    "mark,processed",
    "stream,stream 900",
    "twice,stream 1",
    "too many,999"
  })
  void a_hello_with_absurd_values_begins_no_session_and_is_named(String about, String named) {
    Wired wired = new Wired(Messages.small());
    wired.a.lost = datagram -> changed(datagram, Wire.HELLO, lie(about));
    wired.a.endpoint.connect(wired.now, 0).open(1, StreamKind.ORDERED);
    wired.trips(20);

    assertThat(wired.b.endpoint.sessions()).isEmpty();
    assertThat(wired.b.endpoint.counters().malformed()).isPositive();
    assertThat(wired.b.refused).contains(named);
  }

  /** What was trimmed must not be read again to be sent: the storage does not have it any more. */
  @Test
  void a_peer_that_claims_to_have_processed_what_was_never_sent_harms_nobody_else() {
    DurablePair pair =
        new DurablePair(
            Messages.small().toBuilder()
                .checkpointBytes(500)
                .congestion(() -> new StaticWindow(256))
                .build());
    Session session = pair.connect();
    pair.trips(20);
    assertThat(session.connected()).isTrue();
    long[] claimed = {0};
    pair.b.lost = datagram -> changed(datagram, Wire.ACK, ack -> claim(ack, claimed[0]));
    for (long number = 1; number <= 200; number++) {
      if (DurablePair.offer(session, number) < 0) {
        break;
      }
      pair.now += 500_000;
      pair.a.endpoint().poll(pair.now, pair.a::send);
      pair.a.storage.finishSync(pair.now, pair.a.endpoint());
    }
    claimed[0] = session.durable(DurablePair.STREAM);
    assertThat(claimed[0]).isGreaterThan(50);

    assertThatCode(
            () -> {
              for (long number = claimed[0] + 1; number <= 400; number++) {
                DurablePair.offer(session, number);
                pair.trips(5);
              }
              pair.trips(1_000);
            })
        .doesNotThrowAnyException();
    assertThat(pair.a.endpoint().counters().malformed()).isPositive();
    assertThat(pair.b.numbers).isEqualTo(LongStream.rangeClosed(1, 400).boxed().toList());
  }

  /** Says of every stream in an acknowledgement that so many messages have been processed. */
  private static void claim(MemorySegment ack, long processed) {
    if (processed == 0) {
      return;
    }
    int ranges = Byte.toUnsignedInt(ack.get(Wire.BYTE, Wire.BODY + 12));
    int streams = Byte.toUnsignedInt(ack.get(Wire.BYTE, Wire.BODY + 13));
    long at = Wire.BODY + AckWriter.ACK_HEADER + (ranges == 0 ? 0 : 8L * ranges - 4);
    for (int i = 0; i < streams; i++) {
      ack.set(Wire.LONG, at + i * (long) AckWriter.ACK_STREAM + 10, processed);
      ack.set(Wire.LONG, at + i * (long) AckWriter.ACK_STREAM + 18, processed);
    }
  }
}
