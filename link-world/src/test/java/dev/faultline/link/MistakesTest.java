package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Program;
import dev.faultline.link.rules.Rules;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Mistakes that links have been shipped with, planted one at a time: worlds find each. */
final class MistakesTest {
  @Test
  void acknowledging_before_the_sync_loses_messages() {
    Rules hasty =
        new Rules() {
          @Override
          public long processed(long consecutive, long durable) {
            return consecutive;
          }
        };

    assertThat(violated(LedgerWorld.program(100, hasty))).isEqualTo(LedgerWorld.KEPT);
  }

  @Test
  void forgetting_what_was_only_received_loses_messages() {
    Rules forgetful =
        new Rules() {
          @Override
          public long forgettable(long received, long processed) {
            return received;
          }
        };

    assertThat(violated(LedgerWorld.program(100, forgetful))).isEqualTo(LedgerWorld.KEPT);
  }

  @Test
  void telling_duplicates_by_their_contents_drops_messages_that_are_alike() {
    Ends.Plan plan = new Ends.Plan(StreamKind.ORDERED, 100, true, 200, Ends.small());

    assertThat(violated(EndsWorld.program(plan, ByContents::new))).isEqualTo(EndsWorld.ALL);
    clean(EndsWorld.program(plan, () -> Rules.SOUND), 20);
  }

  @Test
  void a_lost_disk_is_told_and_never_becomes_a_silent_restart() {
    Rules naive =
        new Rules() {
          @Override
          public boolean restartsSilently() {
            return true;
          }
        };

    assertThat(violated(LostDiskWorld.program(naive))).isEqualTo(LostDiskWorld.TOLD);
    clean(LostDiskWorld.program(Rules.SOUND), 50);
  }

  @Test
  void deleting_the_outbox_with_its_session_loses_messages() {
    Rules careless =
        new Rules() {
          @Override
          public boolean parks() {
            return false;
          }
        };

    assertThat(violated(LostDiskWorld.keeping(careless))).isEqualTo(LostDiskWorld.PARKED);
    clean(LostDiskWorld.keeping(Rules.SOUND), 50);
  }

  /** What a killed process had written and not synced, a power failure takes away. */
  @Test
  void welcoming_a_peer_before_what_was_recovered_is_durable_loses_messages() {
    Rules early =
        new Rules() {
          @Override
          public long greetsAfter(long bootBatch) {
            return 0;
          }
        };

    assertThat(violated(LedgerWorld.program(100, early))).isEqualTo(LedgerWorld.KEPT);
  }

  @Test
  void measuring_round_trips_by_what_was_sent_twice_makes_them_grow() {
    Rules unfair =
        new Rules() {
          @Override
          public boolean sampled(boolean resent) {
            return true;
          }

          @Override
          public long sentNanos(long thisTransmission, long firstTransmission) {
            return firstTransmission;
          }
        };

    assertThat(violated(RoundTripWorld.program(unfair))).isEqualTo(RoundTripWorld.TRUE);
    clean(RoundTripWorld.program(Rules.SOUND), 20);
  }

  private static final class ByContents extends Rules {
    private final Set<Integer> seen = new TreeSet<>();

    @Override
    public boolean duplicate(boolean byNumber, MemorySegment segment, long offset, int length) {
      byte[] bytes = segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
      return !seen.add(Arrays.hashCode(bytes));
    }
  }

  private static String violated(Program program) {
    // It ends with the first; a lost disk that nobody is told of takes 421 worlds, an early welcome
    // 479.
    CampaignResult result = worlds(program, 1_000);
    assertThat(result.findings()).isNotEmpty();
    return result.findings().getFirst().violation().property();
  }

  private static void clean(Program program, int worlds) {
    Worlds.clean("no mistake", program, worlds, Duration.ofSeconds(85));
  }

  private static CampaignResult worlds(Program program, int worlds) {
    return Worlds.explore("a planted mistake", program, worlds, Duration.ofSeconds(85));
  }
}
