package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Issue 22: a campaign goes on from its file and ends with the same result. */
final class CheckpointTest {
  @TempDir private Path folder;
  private CheckpointStore store;

  @BeforeEach
  void open() {
    store = CheckpointStore.file(folder.resolve("campaign"));
  }

  private static CampaignPlan plan(int worlds) {
    return Toys.plan(Toys::doubleCounting, 7, worlds).withAll(true);
  }

  private Campaign resumed(CampaignPlan plan, int behind) {
    Campaign campaign = new Campaign(plan);
    assertThat(campaign.resume(store)).isEqualTo(behind);
    return campaign;
  }

  private static void assertSame(CampaignResult result, CampaignPlan plan) {
    assertThat(result)
        .usingRecursiveComparison()
        .ignoringFields("realNanos", "survey.pace")
        .isEqualTo(new Campaign(plan).run());
  }

  @Test
  void a_campaign_that_is_over_can_be_made_longer() {
    resumed(plan(40), 0).run();
    assertSame(resumed(plan(90), 40).run(), plan(90));
  }

  @Test
  void a_campaign_that_is_over_is_not_run_again() {
    CampaignPlan plan = Toys.plan(Toys::doubleCounting, 1000, 500);
    int worlds = resumed(plan, 0).run().worlds();
    assertSame(resumed(plan, worlds).run(), plan);
  }

  @Test
  void a_world_that_failed_is_tried_again() {
    AtomicBoolean broken = new AtomicBoolean(true);
    CampaignPlan plan =
        Toys.plan(
                world -> {
                  if (broken.get()) {
                    throw new UsageException("no room");
                  }
                  Toys.sound(world);
                },
                1,
                20)
            .withRecheckEvery(0);
    assertThatThrownBy(resumed(plan, 0)::run).hasMessageContaining("no room");
    broken.set(false);
    assertThat(resumed(plan, 0).run().worlds()).isEqualTo(20);
  }

  @Test
  void another_campaign_is_refused_with_both() {
    resumed(plan(10), 0).run();
    Campaign other = new Campaign(Toys.plan(Toys::doubleCounting, 8, 10).withAll(true));
    assertThatThrownBy(() -> other.resume(store))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("seed 7")
        .hasMessageContaining("seed 8");
  }

  @Test
  void a_file_of_a_program_that_has_changed_is_refused() {
    new Campaign(plan(10)).resume(store, "1a");
    assertThat(new Campaign(plan(20)).resume(store, "1a")).isZero();
    assertThatThrownBy(() -> new Campaign(plan(10)).resume(store, "1b"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("program that has changed")
        .hasMessageContaining(store.name());
    assertThatThrownBy(() -> new Campaign(plan(10).withAll(false)).resume(store, "1b"))
        .hasMessageContaining("another campaign");
    assertThatThrownBy(() -> new Campaign(plan(10)).resume(store))
        .hasMessageContaining("another campaign");
  }

  @Test
  void memory_that_is_too_small_for_the_file_loses_nothing_that_was_found() {
    AtomicBoolean full = new AtomicBoolean();
    CheckpointStore store =
        new CheckpointStore() {
          @Override
          public byte @Nullable [] read() {
            return null;
          }

          @Override
          public void write(byte[] bytes) {
            if (full.get()) {
              throw new OutOfMemoryError("Java heap space");
            }
          }

          @Override
          public String name() {
            return "large";
          }
        };
    Campaign campaign = new Campaign(plan(40));
    campaign.resume(store);
    full.set(true);
    CampaignResult result = campaign.run();
    assertThat(result.violatingWorlds()).isPositive();
    assertThat(result.failure()).hasMessageContaining("cannot write large: memory ran out");
  }

  @Test
  void a_damaged_file_is_refused() throws IOException {
    resumed(plan(10), 0).run();
    Path file = folder.resolve("campaign");
    byte[] bytes = Files.readAllBytes(file);
    for (int at : new int[] {0, bytes.length / 2, bytes.length - 1}) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 1;
      Files.write(file, damaged);
      assertThatThrownBy(() -> new Campaign(plan(10)).resume(store))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining(file.toString());
    }
    Files.write(file, new byte[] {1, 2});
    assertThatThrownBy(() -> new Campaign(plan(10)).resume(store))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("not a file of a campaign");
  }

  @Test
  void a_place_that_cannot_be_written_to_is_told_before_the_first_world() {
    CheckpointStore nowhere = CheckpointStore.file(folder.resolve("missing").resolve("campaign"));
    assertThatThrownBy(() -> new Campaign(plan(10)).resume(nowhere))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("cannot write")
        .hasMessageContaining("missing");
  }

  @Test
  void the_number_of_worlds_is_no_part_of_what_a_campaign_is() {
    assertThat(Checkpoint.campaign(plan(10), "")).isEqualTo(Checkpoint.campaign(plan(20), ""));
    assertThat(Checkpoint.campaign(plan(10), ""))
        .isNotEqualTo(Checkpoint.campaign(plan(10).withAll(false), ""));
  }
}
