package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.CampaignProgress;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class ProgressDisplayTest {
  private static final long SECOND = 1_000_000_000L;
  private static final CampaignProgress PART =
      new CampaignProgress(2_500, 1_000_000, 3, 150_000 * SECOND);

  private final StringWriter err = new StringWriter();

  private ProgressDisplay display(boolean redraw) {
    return new ProgressDisplay(() -> PART, new PrintWriter(err), redraw);
  }

  @Test
  void a_short_campaign_prints_no_line() {
    ProgressDisplay display = display(false);
    for (int tenth = 0; tenth < 30; tenth++) {
      display.tick(tenth * SECOND / 10);
    }
    display.close();

    assertThat(err.toString()).isEmpty();
  }

  @Test
  void lines_become_rarer_as_a_campaign_goes_on() {
    ProgressDisplay display = display(false);
    for (int tenth = 0; tenth < 6000; tenth++) {
      display.tick(tenth * SECOND / 10);
    }
    display.close();

    assertThat(err.toString().lines().count()).isBetween(8L, 14L);
    assertThat(err.toString().lines().findFirst())
        .hasValue("2,500/1,000,000 worlds, 625/s, 37,500x, 3 findings, ETA 26m 36s");
  }

  @Test
  void a_drawn_line_fits_a_terminal_and_leaves_nothing_behind() {
    ProgressDisplay display = display(true);
    display.tick(0);
    display.tick(10 * SECOND);
    display.close();
    display.tick(11 * SECOND);

    String clear = "\r\033[K";
    String[] drawn = err.toString().split(java.util.regex.Pattern.quote(clear), -1);
    assertThat(drawn).hasSize(4);
    assertThat(drawn[2]).startsWith("[      ").contains("250/s").doesNotContain("\n");
    assertThat(drawn[2].length()).isLessThan(100);
    assertThat(drawn[3]).isEmpty();
  }

  @Test
  void the_bar_fills_up() {
    assertThat(ProgressText.bar(new CampaignProgress(0, 10, 0, 0), SECOND))
        .isEqualTo("[                ] 0/10 worlds");
    assertThat(ProgressText.bar(new CampaignProgress(5, 10, 1, 50 * SECOND), 2 * SECOND))
        .isEqualTo("[========        ] 5/10 worlds, 2.5/s, 25x, 1 finding, ETA 2.0s");
    assertThat(ProgressText.bar(new CampaignProgress(10, 10, 0, 50 * SECOND), 2 * SECOND))
        .startsWith("[================] ");
  }
}
