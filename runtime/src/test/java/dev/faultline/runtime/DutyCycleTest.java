package dev.faultline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.LinkHandler;
import dev.faultline.runtime.udp.UdpOptions;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What one cycle of a driver takes and leaves. */
final class DutyCycleTest {
  /** More than the short datagrams that a driver sends in a cycle, so that it is not outrun. */
  private static final int SHORT = 100;

  private static final LinkHandler NOBODY =
      (session, stream, sequence, buffer, offset, length) -> true;

  private static LinkDriver open(UdpOptions.Backend backend) {
    return LinkDriver.open(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        DriverOptions.DEFAULT.withUdp(DriverOptions.DEFAULT.udp().withBackend(backend)),
        NOBODY);
  }

  private static void send(LinkDriver to, int count, int bytes) throws Exception {
    try (DatagramSocket from = new DatagramSocket()) {
      DatagramPacket packet = new DatagramPacket(new byte[bytes], bytes, to.localAddress());
      for (int i = 0; i < count; i++) {
        from.send(packet);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "CHANNEL"})
  void a_cycle_takes_as_many_short_datagrams_as_another_driver_sends_in_one(
      UdpOptions.Backend backend) throws Exception {
    try (LinkDriver driver = open(backend)) {
      send(driver, SHORT, 40);
      driver.work();
      assertThat(driver.linkCounters().packetsReceived()).isEqualTo(SHORT);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "CHANNEL"})
  void a_cycle_leaves_what_would_keep_it_from_sending_for_long(UdpOptions.Backend backend)
      throws Exception {
    try (LinkDriver driver = open(backend)) {
      send(driver, 1_000, 40);
      driver.work();
      long first = driver.linkCounters().packetsReceived();
      assertThat(first).isLessThan(200);
      for (int i = 0; i < 20; i++) {
        driver.work();
      }
      assertThat(driver.linkCounters().packetsReceived()).isEqualTo(1_000);
    }
  }
}
