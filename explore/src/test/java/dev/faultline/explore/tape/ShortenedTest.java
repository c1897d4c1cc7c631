package dev.faultline.explore.tape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Issue 21: texts are cut in their middle, and not where they say something. */
final class ShortenedTest {
  @Test
  void what_fits_stays_as_it_is() {
    assertThat(Shortened.of("Held[value=3]", 13)).isEqualTo("Held[value=3]");
  }

  @Test
  void the_least_that_suffices_goes_from_within_and_the_values_after_it_stay() {
    String text =
        "Held[phase=1, group=Group[epoch=0, members=[a, b, c, d]], tag=Tag[n=7], value=3]";

    assertThat(Shortened.of(text, 75))
        .isEqualTo("Held[phase=1, group=Group[epoch=0, members=[…]], tag=Tag[n=7], value=3]");
    assertThat(Shortened.of(text, 50))
        .isEqualTo("Held[phase=1, group=Group[…], tag=Tag[n=7], value=3]".replace("n=7", "…"));
  }

  @Test
  void an_envelope_is_not_left_empty() {
    String text =
        "Packet[to=b, message=Append{term=1, index=40, entries=[" + "x".repeat(90) + "]}]";

    assertThat(Shortened.of(text, 70))
        .isEqualTo("Packet[to=b, message=Append{term=1, index=40, entries=[…]}]");
  }

  @Test
  void a_text_without_brackets_loses_its_middle_and_no_half_of_a_character() {
    assertThat(Shortened.of("abcdefghijklmnopqrstuvwxyz", 10)).isEqualTo("abcdef…xyz");
    for (int longest = 6; longest < 30; longest++) {
      String shorter = Shortened.of("😀".repeat(40), longest);
      assertThat(shorter.length()).isLessThanOrEqualTo(longest);
      assertThat(shorter.replace("…", "").replace("😀", "")).isEmpty();
    }
  }

  @Test
  void brackets_that_do_not_match_do_no_harm() {
    String text = "])}[({".repeat(100);

    assertThat(Shortened.of(text, 40)).hasSizeLessThanOrEqualTo(40);
    assertThat(Shortened.of("a[(]".repeat(50), 40)).hasSizeLessThanOrEqualTo(40);
    assertThat(Shortened.of("[".repeat(9_000) + "]".repeat(9_000), 40))
        .hasSizeLessThanOrEqualTo(40);
  }
}
