package dev.faultline.runtime.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.runtime.NarrowNamespace;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sockets that send to a device whose packets are shorter than some of their datagrams. */
class NarrowSocketTest {
  @ParameterizedTest
  @CsvSource({
    "NATIVE, true, 127.0.0.1",
    "NATIVE, true, ::1",
    "NATIVE, false, 127.0.0.1",
    "NATIVE, false, ::1",
    "CHANNEL, false, 127.0.0.1",
    "CHANNEL, false, ::1",
  })
  void the_short_datagram_of_a_run_arrives_although_the_long_ones_are_refused(
      String backend, boolean segmentation, String address)
      throws IOException, InterruptedException {
    Map<String, Integer> seen =
        NarrowNamespace.run(NarrowSocket.class, backend, String.valueOf(segmentation), address);

    assertThat(seen)
        .containsEntry("tooLongTaken", 1)
        .containsEntry("tooLongReceived", 200)
        .containsEntry("oversized", 3)
        .containsEntry("fittingTaken", 1)
        .containsEntry("fittingReceived", 3_200)
        .containsEntry("oversizedAfter", 3)
        .containsEntry("segmentsAfter", seen.get("segments"));
  }
}
