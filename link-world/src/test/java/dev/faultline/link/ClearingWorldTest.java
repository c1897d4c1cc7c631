package dev.faultline.link;

import static dev.faultline.core.SystemModel.partiallySynchronous;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.LinkModel;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Program;
import dev.faultline.link.rules.Rules;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Issue 24: what worlds could not find while their clocks began at zero, disks had room, egresses
 * took everything, copies came soon, and sessions never ended.
 */
final class ClearingWorldTest {
  private static final int ORDERS = 30;
  private static final String ONCE = "each order is in the books once and in order";
  private static final String NOTED = "the auditor hears of each order once and in order";
  private static final String KEPT = "no session is lost";
  private static final String ALL = "every order is in the books, and noted";

  private static final LinkOptions OPTIONS =
      Ends.small().toBuilder()
          .helloInterval(Duration.ofMillis(50))
          .keepAlive(Duration.ofMillis(300))
          .deadAfter(Duration.ofSeconds(2))
          .checkpointBytes(4_000)
          .build();

  @Test
  void orders_and_notes_happen_once_though_sessions_end_disks_fill_up_and_copies_come_late() {
    Worlds.clean("clearing", program(Rules.SOUND), 200, Duration.ofSeconds(200));
  }

  /** Whatever is going on then: the process has nothing to do until it is started again. */
  @Test
  void orders_and_notes_happen_once_though_disks_fail_at_any_moment() {
    Worlds.clean(
        "clearing on disks that fail",
        program(Rules.SOUND, RoughLink.Rough.ALL.failing(150)),
        200,
        Duration.ofSeconds(200));
  }

  @Test
  void a_recovered_session_that_was_last_heard_at_time_zero_is_lost() {
    finds(
        KEPT,
        new Rules() {
          @Override
          public long silentSince(long firstHeard) {
            return 0;
          }
        });
  }

  @Test
  void an_answer_that_is_not_bound_to_its_message_is_lost() {
    finds(
        NOTED,
        new Rules() {
          @Override
          public boolean bindsAnswers() {
            return false;
          }
        });
  }

  @Test
  void an_answer_to_a_message_that_was_not_taken_in_the_end_comes_twice() {
    finds(
        NOTED,
        new Rules() {
          @Override
          public boolean takesBack() {
            return false;
          }
        });
  }

  @Test
  void an_answer_on_a_session_that_the_commit_does_not_know_of_is_lost() {
    finds(
        NOTED,
        new Rules() {
          @Override
          public boolean commitsAcrossSessions() {
            return false;
          }
        });
  }

  @Test
  void a_session_that_is_forgotten_at_once_is_rebuilt_by_late_copies() {
    finds(
        ONCE,
        new Rules() {
          @Override
          public boolean remembersEnds() {
            return false;
          }
        });
  }

  @Test
  void a_close_that_is_heard_before_the_commit_loses_its_effects() {
    // Which orders a crash takes back: one before others, or the last ones.
    finds(
        List.of(ONCE, ALL),
        new Rules() {
          @Override
          public boolean settlesBeforeClosing() {
            return false;
          }
        });
  }

  private static void finds(String property, Rules planted) {
    finds(List.of(property), planted);
  }

  private static void finds(List<String> properties, Rules planted) {
    CampaignResult result =
        Worlds.explore("a planted mistake", program(planted), 600, Duration.ofSeconds(200));
    assertThat(result.findings()).isNotEmpty();
    List<String> violated =
        result.findings().stream().map(finding -> finding.violation().property()).toList();
    System.out.println(violated);
    assertThat(violated).containsAnyElementsOf(properties);
  }

  private static Program program(Rules rules) {
    return program(rules, RoughLink.Rough.ALL);
  }

  private static Program program(Rules rules, RoughLink.Rough rough) {
    Clearing.Setting setting =
        new Clearing.Setting(OPTIONS, rules, rough, Duration.ofMillis(150), ORDERS);
    return world -> build(world, setting);
  }

  private static void build(World world, Clearing.Setting setting) {
    world.model(
        partiallySynchronous().crashRecovery(2).links(new LinkModel(true, true, true, true)));
    world.network().checksums(false);
    Address auditor = world.node("auditor", () -> new Clearing.Auditor(setting));
    Address bank = world.node("bank", () -> new Clearing.Bank(auditor, setting));
    Address payer = world.node("payer", () -> new Clearing.Payer(bank, setting));
    world.always(ONCE, () -> !(world.instance(bank) instanceof Clearing.Bank b) || b.inOrder());
    world.always(
        NOTED, () -> !(world.instance(auditor) instanceof Clearing.Auditor a) || a.wrong.isEmpty());
    world.always(
        KEPT,
        () ->
            List.of(auditor, bank, payer).stream()
                .allMatch(each ->
                    !(world.instance(each) instanceof Clearing.Station s) || s.bad == null));
    world.healAfter(Duration.ofSeconds(20));
    world.eventually(
        ALL,
        Duration.ofSeconds(60),
        () ->
            !(world.instance(bank) instanceof Clearing.Bank b)
                || !(world.instance(payer) instanceof Clearing.Payer)
                || !(world.instance(auditor) instanceof Clearing.Auditor a)
                || (b.orders.size() == ORDERS && a.notes() == ORDERS + 1));
  }
}
