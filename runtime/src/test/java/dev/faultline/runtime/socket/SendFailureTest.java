package dev.faultline.runtime.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.faultline.runtime.udp.UdpOptions;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Issue 24, A1: no datagram, no peer and no error of one send may end a driver. */
class SendFailureTest {
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final int BYTES = 1_000;

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment data = arena.allocate(64 * BYTES);

  private NativeUdpSocket socket = open();

  private static NativeUdpSocket open() {
    assumeTrue(UdpSockets.whyNotNative().isEmpty(), UdpSockets.whyNotNative());
    return new NativeUdpSocket(LOOPBACK, UdpOptions.DEFAULT);
  }

  @BeforeEach
  void none() {
    assertThat(socket.errors().total()).isZero();
  }

  @AfterEach
  void close() {
    socket.close();
  }

  @Test
  void a_send_to_port_0_which_linux_refuses_is_loss_and_leaves_segmentation_on() {
    UdpAddress nobody = UdpAddress.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    boolean segments = socket.segments();

    assertThat(socket.send(data, 0, 3 * BYTES, BYTES, nobody)).isEqualTo(3 * BYTES);
    assertThat(socket.send(data, 0, BYTES, BYTES, nobody)).isEqualTo(BYTES);

    assertThat(socket.segments()).isEqualTo(segments);
    assertThat(socket.errors().byName()).containsOnlyKeys("EINVAL");
  }

  @Test
  void a_send_from_an_ipv4_socket_to_an_ipv6_address_is_loss() {
    UdpAddress ipv6 = new UdpAddress(0, 1, 4_000);

    assertThat(socket.reaches(ipv6)).isFalse();
    assertThat(socket.send(data, 0, BYTES, BYTES, ipv6)).isEqualTo(BYTES);
    assertThat(socket.errors().byName()).containsOnlyKeys("EAFNOSUPPORT");
  }

  @Test
  void no_error_number_ends_the_socket() throws IOException {
    Map<String, SendFailure> documented = documented();
    for (int error = 1; error <= 200; error++) {
      int left = socket.afterFailure(error, BYTES);
      assertThat(left).as(Errno.name(error)).isIn(-1, 0, BYTES);
      assertThat(socket.afterFailedReceive(error)).as(Errno.name(error)).isZero();
      SendFailure listed = documented.remove(Errno.name(error));
      assertThat(SendFailure.of(error))
          .as("what docs/runtime.md says of %s", Errno.name(error))
          .isEqualTo(listed == null ? SendFailure.LOST : listed);
    }
    assertThat(documented).as("errors that docs/runtime.md invents").isEmpty();
  }

  /** The rows of the table, which name errors and say what each means for a datagram. */
  private static Map<String, SendFailure> documented() throws IOException {
    Map<String, SendFailure> found = new TreeMap<>();
    Matcher row =
        Pattern.compile("(?m)^\\| ((?:`E[A-Z0-9]+`[, ]*)+) \\| (NO_ROOM|AGAIN|TOO_LONG|LOST)\\b")
            .matcher(Files.readString(Path.of("../docs/runtime.md")));
    while (row.find()) {
      Matcher name = Pattern.compile("`(E[A-Z0-9]+)`").matcher(row.group(1));
      while (name.find()) {
        found.put(name.group(1), SendFailure.valueOf(row.group(2)));
      }
    }
    assertThat(found).hasSizeGreaterThan(15);
    return found;
  }
}
