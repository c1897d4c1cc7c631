package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.CampaignResult;
import dev.faultline.link.rules.Rules;
import dev.faultline.link.wire.Wire;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Links keep their promises where long packets are dropped; planted mistakes are found. */
final class NarrowPathWorldTest {
  private static final String WHAT = "a path that drops long packets";

  @ParameterizedTest
  @EnumSource(names = {"FAIR_LOSS", "STUBBORN", "UNORDERED", "ORDERED"})
  void a_stream_keeps_its_promise_where_long_packets_are_dropped(StreamKind kind) {
    CampaignResult result =
        Worlds.clean(
            WHAT,
            NarrowPathWorld.program(kind, 200, () -> Rules.SOUND),
            150,
            Duration.ofSeconds(90));

    assertThat(result.neverReached()).isEqualTo(List.of());
  }

  @Test
  void each_message_has_its_effect_once_though_both_sides_crash_and_long_packets_are_dropped() {
    CampaignResult result =
        Worlds.clean(WHAT, NarrowPathWorld.ledger(100, Rules.SOUND), 200, Duration.ofSeconds(70));

    assertThat(result.neverReached()).isEmpty();
  }

  @Test
  void who_goes_on_with_long_packets_in_a_black_hole_delivers_nothing_more() {
    Rules stubborn =
        new Rules() {
          @Override
          public boolean fallsBack() {
            return false;
          }
        };

    assertThat(violated(stubborn)).isEqualTo(EndsWorld.ALL);
  }

  @Test
  void who_takes_one_fragment_for_the_whole_chunk_loses_messages() {
    Rules hasty =
        new Rules() {
          @Override
          public boolean complete(int arrived, int all) {
            return arrived != 0;
          }
        };

    assertThat(violated(hasty)).isEqualTo(EndsWorld.ALL);
  }

  @Test
  void who_puts_fragments_together_as_they_come_delivers_other_bytes() {
    Rules careless =
        new Rules() {
          @Override
          public int partAt(int offset, int before) {
            return before * Wire.FRAGMENT_BYTES;
          }
        };

    assertThat(violated(careless)).isEqualTo(EndsWorld.UNCHANGED);
  }

  private static String violated(Rules rules) {
    CampaignResult result =
        Worlds.explore(
            WHAT,
            NarrowPathWorld.program(StreamKind.UNORDERED, 200, () -> rules),
            50,
            Duration.ofSeconds(90));
    assertThat(result.findings()).isNotEmpty();
    return result.findings().getFirst().violation().property();
  }
}
