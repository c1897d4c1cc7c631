package dev.faultline.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ContentsTest {
  private record Vote(int term) {}

  @Test
  void records_go_by_their_class_and_enums_by_their_constant() {
    assertThat(Contents.type(new Vote(3))).isEqualTo("Vote");
    assertThat(Contents.type(TimeUnit.DAYS)).isEqualTo("DAYS");
    assertThat(Contents.type(42)).isEqualTo("Integer");
  }

  @Test
  void strings_go_by_their_first_word() {
    assertThat(Contents.type("vote term=3")).isEqualTo("vote");
    assertThat(Contents.type("heart-beat")).isEqualTo("heart-beat");
    assertThat(Contents.type("{\"json\":1}")).isEqualTo("text");
  }

  @Test
  void anonymous_objects_go_by_what_they_are() {
    Runnable anonymous =
        new Runnable() {
          @Override
          public void run() {}
        };
    Runnable lambda = () -> {};
    assertThat(Contents.type(anonymous)).isEqualTo("Runnable");
    assertThat(Contents.type(lambda)).isEqualTo("lambda");
  }

  private record Envelope(String to, Object message) {}

  private record Pair(Object first, Object second) {}

  private record Put(String key) {}

  /** As a tool generates them. */
  private static final class AutoValueVote {
    @Override
    public String toString() {
      return "Vote{term=3}";
    }
  }

  @Test
  void an_envelope_goes_by_the_name_of_what_it_carries() {
    assertThat(Contents.type(new Envelope("n1", new Put("x")))).isEqualTo("Put");
    assertThat(Contents.type(new Envelope("n1", new AutoValueVote()))).isEqualTo("Vote");
    assertThat(Contents.type(new Pair(1, 2))).isEqualTo("Pair");
    assertThat(Contents.type(new Envelope("n1", 7))).isEqualTo("Envelope");
    assertThat(Contents.type(new Envelope("n1", TimeUnit.DAYS))).isEqualTo("Envelope");
    assertThat(Contents.type(new Envelope("n1", "vote term=3"))).isEqualTo("vote");
  }

  @Test
  void identity_is_left_out_since_it_differs_from_run_to_run() {
    assertThat(Contents.text(new Object())).isEqualTo("java.lang.Object");
    assertThat(Contents.text("a@b.example")).isEqualTo("a@b.example");
  }

  @Test
  void bytes_are_shown_as_text_where_they_are_text() {
    assertThat(Contents.text("GET x".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo("5 bytes: \"GET x\"");
    assertThat(Contents.text(new byte[] {0, (byte) 0xff})).isEqualTo("2 bytes: 00 ff");
    assertThat(Contents.text(new byte[0])).isEqualTo("0 bytes");
    assertThat(Contents.text(new byte[1000])).startsWith("1000 bytes: 00 00").endsWith("…");
  }

  @Test
  void what_is_very_long_is_cut() {
    assertThat(Contents.text("x".repeat(10_000))).hasSize(4_000).endsWith("x…");
  }
}
