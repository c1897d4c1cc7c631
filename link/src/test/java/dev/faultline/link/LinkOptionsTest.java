package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.link.congestion.StaticWindow;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LinkOptionsTest {
  @Test
  void the_defaults_are_what_the_builders_documentation_says() {
    LinkOptions options = LinkOptions.builder().build();
    assertThat(options.packetBytes()).isEqualTo(1_408);
    assertThat(options.pathDiscovery()).isTrue();
    assertThat(options.sendPackets()).isEqualTo(1_024);
    assertThat(options.receivePackets()).isEqualTo(1_024);
    assertThat(options.longestMessage()).isEqualTo(16 << 20);
    assertThat(options.streams()).isEqualTo(16);
    assertThat(options.mostSessions()).isEqualTo(65_536);
    assertThat(options.receiveBytes()).isEqualTo(1L << 30);
    assertThat(options.ackDelay()).isEqualTo(Duration.ofNanos(100_000));
    assertThat(options.ackEvery()).isEqualTo(256);
    assertThat(options.initialRtt()).isEqualTo(Duration.ofMillis(50));
    assertThat(options.helloInterval()).isEqualTo(Duration.ofMillis(100));
    assertThat(options.keepAlive()).isEqualTo(Duration.ofSeconds(1));
    assertThat(options.deadAfter()).isEqualTo(Duration.ofSeconds(10));
    assertThat(options.expiry()).isEqualTo(Duration.ofHours(24));
    assertThat(options.processing()).isEqualTo(Processing.EXACTLY_ONCE);
    assertThat(options.checkpointBytes()).isEqualTo(16 << 20);
    assertThat(options.storagePatience()).isEqualTo(Duration.ofSeconds(10));
    assertThat(options.parksUndelivered()).isTrue();
    assertThat(options.memory().apply(7).byteSize()).isEqualTo(7);
  }

  @Test
  void a_builder_of_options_begins_with_all_of_them_and_changes_none_that_are_built() {
    LinkOptions all =
        LinkOptions.builder()
            .packetBytes(512)
            .pathDiscovery(false)
            .sendPackets(2)
            .receivePackets(4)
            .longestMessage(3)
            .streams(5)
            .mostSessions(6)
            .receiveBytes(7)
            .ackDelay(Duration.ofNanos(8))
            .ackEvery(9)
            .initialRtt(Duration.ofNanos(10))
            .helloInterval(Duration.ofNanos(11))
            .keepAlive(Duration.ofNanos(12))
            .deadAfter(Duration.ofNanos(13))
            .expiry(Duration.ofNanos(14))
            .processing(Processing.AT_MOST_ONCE)
            .checkpointBytes(15)
            .storagePatience(Duration.ofNanos(16))
            .parksUndelivered(false)
            .congestion(() -> new StaticWindow(17))
            .memory(bytes -> {
              throw new OutOfMemoryError("18");
            })
            .build();
    LinkOptionsBuilder builder = all.toBuilder();
    assertThat(builder.build()).usingRecursiveComparison().isEqualTo(all);
    LinkOptions other = builder.streams(8).build();
    assertThat(other.streams()).isEqualTo(8);
    assertThat(all.streams()).isEqualTo(5);
  }

  static Arguments[] wrong() {
    return new Arguments[] {
      wrong("packetBytes is 255, expected 256 to 16429", it -> it.packetBytes(255)),
      wrong("packetBytes is 16430, expected 256 to 16429", it -> it.packetBytes(16_430)),
      wrong("sendPackets is 3, expected a power of two from 2 to 1048576", it -> it.sendPackets(3)),
      wrong(
          "receivePackets is 1, expected a power of two from 2 to 1048576",
          it -> it.receivePackets(1)),
      wrong("longestMessage is 0, expected 1 to 1073741824", it -> it.longestMessage(0)),
      wrong("streams is 65537, expected 1 to 65536", it -> it.streams(65_537)),
      wrong("mostSessions is 0, expected 1 to 2147483647", it -> it.mostSessions(0)),
      wrong("receiveBytes is -1, expected 0 or more", it -> it.receiveBytes(-1)),
      wrong(
          "ackDelay is PT-0.000000001S, expected PT0S to PT1M",
          it -> it.ackDelay(Duration.ofNanos(-1))),
      wrong("ackEvery is 0, expected 1 to 65536", it -> it.ackEvery(0)),
      wrong(
          "initialRtt is PT2M, expected PT0.000000001S to PT1M",
          it -> it.initialRtt(Duration.ofMinutes(2))),
      wrong("helloInterval is PT0S, expected more than 0", it -> it.helloInterval(Duration.ZERO)),
      wrong("keepAlive is PT0S, expected more than 0", it -> it.keepAlive(Duration.ZERO)),
      wrong(
          "keepAlive is PT10S, expected less than deadAfter, PT10S",
          it -> it.keepAlive(Duration.ofSeconds(10))),
      wrong("expiry is PT0S, expected more than 0", it -> it.expiry(Duration.ZERO)),
      wrong("checkpointBytes is 0, expected 1 or more", it -> it.checkpointBytes(0)),
      wrong(
          "storagePatience is PT-1S, expected 0 or more",
          it -> it.storagePatience(Duration.ofSeconds(-1))),
    };
  }

  private static Arguments wrong(String message, Consumer<LinkOptionsBuilder> change) {
    return Arguments.of(message, change);
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void an_option_out_of_its_range_is_named_with_its_value_and_the_range(
      String message, Consumer<LinkOptionsBuilder> change) {
    LinkOptionsBuilder builder = LinkOptions.builder();
    change.accept(builder);
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
