package dev.faultline.link;

import static dev.faultline.core.SystemModel.partiallySynchronous;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.LinkModel;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.Program;
import dev.faultline.explore.Settings;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.link.rules.Rules;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Nodes whose disks others fill up to the last byte, while sessions begin and end, and while what
 * was processed waits for its commit: they wait for room, and do not ask for it without pause.
 */
final class FullLogWorldTest {
  private static final int ORDERS = 150;
  private static final int STREAM = 1;
  private static final long VISIT = 7;
  private static final String ONCE = "each order is taken once and in order";
  private static final String ALL = "every order is taken";

  private static final LinkOptions OPTIONS =
      Ends.small().toBuilder()
          .helloInterval(Duration.ofMillis(50))
          .keepAlive(Duration.ofMillis(300))
          .deadAfter(Duration.ofSeconds(3))
          .checkpointBytes(4_000)
          .build();

  private static final class Payer extends Clearing.Station {
    private final Address taker;

    Payer(Address taker, Clearing.Setting setting) {
      super(setting);
      this.taker = taker;
    }

    @Override
    public void start(Env here) {
      begin(here).connect(taker, 0).open(STREAM, StreamKind.LOGGED);
    }

    @Override
    void tick(Env here, RoughLink of) {
      Session to = RoughLink.begun(of.endpoint());
      if (to != null && to.offered(STREAM) < ORDERS) {
        long number = to.offered(STREAM) + 1;
        to.offer(STREAM, Ends.message(number, 40), 0, 40);
      }
    }
  }

  /** Takes orders, and calls on somebody now and then, for no longer than a moment. */
  private static final class Taker extends Clearing.Station {
    final List<Long> orders = new ArrayList<>();

    Taker(Clearing.Setting setting) {
      super(setting);
    }

    @Override
    public void start(Env here) {
      begin(here);
    }

    @Override
    boolean handle(Session from, int stream, long sequence, long number) {
      orders.add(number);
      if (env != null && link != null && env.random().nextInt(3) == 0) {
        // In the middle of a message, so that what it leaves waits together with that.
        Session visit = link.endpoint().connect(link.now(), from.peer(), VISIT);
        if (env.random().nextBoolean()) {
          visit.abort(link.now());
        } else {
          visit.close(link.now());
        }
      }
      return true;
    }

    @Override
    void tick(Env here, RoughLink of) {}

    @Override
    void over(Session session, SessionEnd why) {
      if (session.label() != VISIT) {
        super.over(session, why);
      }
    }
  }

  @Test
  void links_on_disks_that_are_full_now_and_then_come_to_rest_and_go_on() {
    assertThat(worlds("full logs", Rules.SOUND, 100).notClean(100)).isEmpty();
  }

  /** As it was: the driver of such a link keeps a processor busy until its disk has room again. */
  @Test
  void a_full_log_that_is_asked_without_pause_never_comes_to_rest() {
    Rules busy =
        new Rules() {
          @Override
          public long lateAfterRefusal(long late) {
            return late;
          }
        };
    CampaignResult result = worlds("full logs that are asked without pause", busy, 300);
    assertThat(result.findings().toString() + result.broken()).contains("never comes to rest");
  }

  private static CampaignResult worlds(String what, Rules rules, int count) {
    Clearing.Setting setting =
        new Clearing.Setting(
            OPTIONS, rules, RoughLink.Rough.ALL.full(2), Duration.ofMillis(20), ORDERS);
    Program program = world -> build(world, setting);
    CampaignPlan plan =
        new CampaignPlan(
            what,
            new Settings(List.of(), Map.of()),
            program,
            1,
            count,
            Duration.ofSeconds(120),
            5_000_000,
            Strategy.SWARM,
            FaultMix.DEFAULT,
            2,
            false,
            20,
            Duration.ofSeconds(60));
    return new Campaign(plan).run();
  }

  private static void build(World world, Clearing.Setting setting) {
    world.model(partiallySynchronous().links(new LinkModel(true, true, true, true)));
    world.network().checksums(false);
    Address taker = world.node("taker", () -> new Taker(setting));
    world.node("payer", () -> new Payer(taker, setting));
    world.always(ONCE, () -> !(world.instance(taker) instanceof Taker t) || inOrder(t.orders));
    world.healAfter(Duration.ofSeconds(20));
    world.eventually(
        ALL,
        Duration.ofSeconds(60),
        () -> !(world.instance(taker) instanceof Taker t) || t.orders.size() == ORDERS);
  }

  private static boolean inOrder(List<Long> orders) {
    for (int i = 0; i < orders.size(); i++) {
      if (orders.get(i) != i + 1) {
        return false;
      }
    }
    return true;
  }
}
