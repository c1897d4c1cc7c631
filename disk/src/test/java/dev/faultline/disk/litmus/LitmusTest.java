package dev.faultline.disk.litmus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.disk.Device;
import dev.faultline.disk.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LitmusTest {
  @Test
  void each_profile_can_leave_what_the_suite_says_and_nothing_else() {
    List<String> differences = new ArrayList<>();
    for (Litmus litmus : Litmuses.all()) {
      for (Profile profile : Profile.all()) {
        boolean expected = litmus.happens().contains(profile);
        if (litmus.canHappen(profile, Device.SECTORS) != expected) {
          differences.add(
              profile.name() + (expected ? " cannot leave: " : " can leave: ") + litmus.name());
        }
      }
    }
    assertThat(differences).isEmpty();
  }

  @Test
  void the_page_has_the_table_of_this_run() throws IOException {
    String page = Files.readString(page());
    String table = LitmusTable.of(Litmuses.all(), Device.SECTORS);
    assertThat(page).as("paste this into docs/disk.md:\n%s", table).contains(table);
  }

  @Test
  void after_a_failed_sync_each_profile_shows_what_the_suite_says() {
    List<String> differences = new ArrayList<>();
    for (FailedSync litmus : FailedSyncs.all()) {
      for (Profile profile : Profile.all()) {
        String expected = litmus.expected().apply(profile);
        String observed = litmus.observed(profile);
        if (!observed.equals(expected)) {
          differences.add(
              profile.name()
                  + ": "
                  + litmus.calls()
                  + ": "
                  + litmus.seen()
                  + " "
                  + observed
                  + ", not "
                  + expected);
        }
      }
    }
    assertThat(differences).isEmpty();
  }

  @Test
  void the_page_has_the_table_of_failed_syncs_of_this_run() throws IOException {
    String table = LitmusTable.ofFailedSyncs(FailedSyncs.all());
    assertThat(Files.readString(page()))
        .as("paste this into docs/disk.md:\n%s", table)
        .contains(table);
  }

  private static Path page() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("docs/exploring.md"))) {
      here = Objects.requireNonNull(here.getParent(), "the repository's root");
    }
    return here.resolve("docs/disk.md");
  }
}
