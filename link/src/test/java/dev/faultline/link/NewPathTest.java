package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.congestion.CongestionControl;
import dev.faultline.link.congestion.Cubic;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a session knew of the way to its peer does not hold for another way. */
final class NewPathTest {
  private static final class Recorder implements CongestionControl {
    final List<Long> roundTrips = new ArrayList<>();

    @Override
    public long windowBytes() {
      return 8 * 256;
    }

    @Override
    public void acknowledged(
        long now, long bytes, long largest, long next, long rttNanos, boolean limited) {
      roundTrips.add(rttNanos);
    }

    @Override
    public void lost(long now, long largestLost, long nextPacket) {}

    @Override
    public void collapsed(long now) {}
  }

  private final List<Recorder> controls = new ArrayList<>();
  private final LinkOptions options =
      Messages.small().toBuilder()
          .congestion(() -> {
            Recorder made = new Recorder();
            controls.add(made);
            return made;
          })
          .build();
  private final Wired wire = new Wired(options, Messages.small());

  private Session connect() {
    Session session = wire.a.endpoint.connect(wire.now, 0);
    session.open(1, StreamKind.ORDERED);
    wire.trips(4);
    return session;
  }

  @Test
  void the_round_trip_of_the_old_path_is_forgotten_with_its_congestion_control() {
    Session session = connect();
    long initial = options.initialRtt().toNanos();
    for (int i = 1; i <= 20; i++) {
      session.offer(1, Messages.message(i, 8), 0, 8);
      wire.trips(2);
    }
    assertThat(session.roundTripNanos()).isLessThan(initial / 2);
    long samples = session.roundTrips().count();
    wire.addressOfB = 9;
    session.offer(1, Messages.message(21, 8), 0, 8);
    wire.trips(1);
    assertThat(session.peer()).isEqualTo(9);
    assertThat(session.roundTripNanos()).isEqualTo(initial);
    assertThat(session.roundTrips().count()).isGreaterThanOrEqualTo(samples);
  }

  @Test
  void an_acknowledgement_that_measures_nothing_says_so() {
    Session session = connect();
    wire.trips(10);
    wire.a.lost = datagram -> true;
    session.offer(1, Messages.message(1, 8), 0, 8);
    wire.trips(1);
    wire.a.lost = datagram -> false;
    controls.forEach(control -> control.roundTrips.clear());
    wire.trips(4_000);
    assertThat(controls.getLast().roundTrips).first().isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void a_window_that_grows_without_a_measurement_takes_the_last_one_for_true() {
    long rtt = 20_000_000;
    Cubic measured = grown(rtt, rtt);
    Cubic blind = grown(rtt, Long.MAX_VALUE);
    assertThat(blind.windowBytes()).isEqualTo(measured.windowBytes());
    // Had nothing ever been measured, it would still stay in its bounds.
    assertThat(grown(Long.MAX_VALUE, Long.MAX_VALUE).windowBytes())
        .isPositive()
        .isLessThan(1 << 20);
  }

  /** After a loss, seconds of acknowledgements. */
  private static Cubic grown(long firstRtt, long laterRtt) {
    Cubic cubic = new Cubic(256);
    for (int packet = 1; packet <= 50; packet++) {
      cubic.acknowledged(packet * 1_000_000L, 256, packet, packet + 1, firstRtt, true);
    }
    cubic.lost(60_000_000, 50, 51);
    for (int packet = 51; packet <= 400; packet++) {
      cubic.acknowledged(packet * 10_000_000L, 256, packet, packet + 1, laterRtt, true);
    }
    return cubic;
  }
}
