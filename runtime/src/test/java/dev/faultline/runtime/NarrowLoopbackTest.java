package dev.faultline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real sockets over a loopback device that takes packets of 1,280 bytes only, from the beginning or
 * from the middle on, in a network namespace of its own.
 */
class NarrowLoopbackTest {
  private static final int MTU = 1_280;
  private static final int IPV4_BYTES = 20 + 8;
  private static final int IPV6_BYTES = 40 + 8;
  private static final int PROTECTION_BYTES = 32;
  private static final int STEP = 16;

  @ParameterizedTest
  @CsvSource({
    "NATIVE, 127.0.0.1, false",
    "NATIVE, 127.0.0.1, true",
    "NATIVE, ::1, false",
    "NATIVE, ::1, true",
    "CHANNEL, 127.0.0.1, false",
    "CHANNEL, ::1, false",
  })
  void messages_arrive_although_the_device_is_narrow(
      String backend, String address, boolean secured) throws IOException, InterruptedException {
    int least = least(address, secured);
    Map<String, Integer> seen = run(backend, address, secured, MTU, MTU, least, least);

    assertThat(seen.get("received")).isEqualTo(100_000);
    assertThat(seen.get("before")).isBetween(least(address, secured), most(address, secured));
    assertThat(seen.get("after")).isBetween(least(address, secured), most(address, secured));
    assertThat(seen.get("blackHoles")).isZero();
    assertThat(seen.get("probesLost")).isPositive();
    assertThat(seen.get("segments")).isEqualTo(backend.equals("NATIVE") ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource({
    "NATIVE, 127.0.0.1, false",
    "NATIVE, ::1, false",
    "NATIVE, 127.0.0.1, true",
    "CHANNEL, 127.0.0.1, false"
  })
  void messages_arrive_although_the_device_becomes_narrow(
      String backend, String address, boolean secured) throws IOException, InterruptedException {
    int whole = 1_440 - (secured ? PROTECTION_BYTES : 0);
    Map<String, Integer> seen =
        run(backend, address, secured, 1_500, MTU, whole, least(address, secured));

    assertThat(seen.get("received")).isEqualTo(100_000);
    assertThat(seen.get("before")).isEqualTo(whole);
    assertThat(seen.get("after")).isBetween(least(address, secured), most(address, secured));
    assertThat(seen.get("blackHoles")).isEqualTo(1);
    assertThat(seen.get("segments")).isEqualTo(backend.equals("NATIVE") ? 1 : 0);
  }

  private static int most(String address, boolean secured) {
    int headers = address.contains(":") ? IPV6_BYTES : IPV4_BYTES;
    return MTU - headers - (secured ? PROTECTION_BYTES : 0);
  }

  private static int least(String address, boolean secured) {
    return most(address, secured) - STEP + 1;
  }

  /** What {@link NarrowLoopback} saw. */
  private static Map<String, Integer> run(
      String backend,
      String address,
      boolean secured,
      int before,
      int after,
      int leastBefore,
      int leastAfter)
      throws IOException, InterruptedException {
    return NarrowNamespace.run(
        NarrowLoopback.class,
        backend,
        address,
        String.valueOf(secured),
        "1440",
        String.valueOf(before),
        String.valueOf(after),
        String.valueOf(leastBefore),
        String.valueOf(leastAfter));
  }
}
