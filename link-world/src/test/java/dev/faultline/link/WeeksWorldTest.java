package dev.faultline.link;

import static dev.faultline.core.SystemModel.partiallySynchronous;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.LinkModel;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.FaultKind;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.Settings;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.link.rules.Rules;
import dev.faultline.sim.World;
import dev.faultline.sim.adversary.FaultRates;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Durable links that live for weeks on machines that have been up for anything from no time to 146
 * years: a few orders a day, long silence, crashes and outages of hours, a peer that never comes
 * back.
 */
final class WeeksWorldTest {
  private static final int ORDERS = 40;
  private static final int WORLDS = 30;

  private static final String ONCE = "each order is in the books once and in order";
  private static final String NOTED = "the auditor hears of each order once and in order";
  private static final String KEPT = "no session is lost";
  private static final String ALL = "every order is in the books, and noted";
  private static final String EXPIRED = "a session with a peer that never comes back expires";
  private static final String SHORT = "the logs stay short";
  private static final String ALIVE = "an idle session has been kept alive for a week";

  private static final Duration PACE = Duration.ofHours(4);
  private static final Duration HEALED = Duration.ofDays(14);
  private static final Duration SETTLED = Duration.ofDays(10);
  private static final Duration WHOLE = Duration.ofDays(28);

  /** Longer than the faults of a world can keep two nodes apart. */
  private static final Duration EXPIRY = Duration.ofDays(5);

  /** Records of chunks, commits and sessions since two checkpoints ago. */
  private static final int MOST_RECORDS = 250;

  private static final LinkOptions OPTIONS =
      Ends.small().toBuilder()
          .helloInterval(Duration.ofMinutes(1))
          .keepAlive(Duration.ofMinutes(20))
          .deadAfter(Duration.ofHours(1))
          .expiry(EXPIRY)
          .checkpointBytes(2_000)
          .build();

  /** Half of the opportunities, which come each six hours. */
  private static final FaultMix HOURS =
      new FaultMix(
          new FaultRates(0.01, 0.005, 0.001, Duration.ofHours(6)),
          0.5,
          Arrays.asList(FaultKind.values()),
          Duration.ofMinutes(1),
          Duration.ofHours(8),
          0.2);

  /** Begins a session with the auditor, and is never heard of again. */
  private static final class Visitor extends Clearing.Station {
    private final Address auditor;
    private boolean gone;

    Visitor(Address auditor, Clearing.Setting setting) {
      super(setting);
      this.auditor = auditor;
    }

    @Override
    public void start(Env here) {
      if (here.incarnation() == 1) {
        begin(here).connect(auditor, 0);
      }
      gone = here.incarnation() > 1;
    }

    @Override
    public void receive(Env here, Address from, Object message) {
      if (!gone) {
        super.receive(here, from, message);
      }
    }

    @Override
    void tick(Env here, RoughLink of) {
      gone = true;
    }

    @Override
    public void timer(Env here, Object tag) {
      if (!gone) {
        super.timer(here, tag);
      }
    }

    @Override
    void over(Session session, SessionEnd why) {}
  }

  @Test
  void orders_and_notes_happen_once_in_weeks_of_silence_whenever_clocks_begin() {
    CampaignResult result = worlds("weeks", Rules.SOUND);
    assertThat(result.notClean(WORLDS)).isEmpty();
    assertThat(result.neverReached()).isEmpty();
  }

  /** Issue 24, A6, as it was: on a machine that has been up for long, recovered sessions expire. */
  @Test
  void a_recovered_session_that_was_last_heard_at_time_zero_is_lost() {
    assertThat(
            violated(
                new Rules() {
                  @Override
                  public long silentSince(long firstHeard) {
                    return 0;
                  }
                }))
        .contains(KEPT);
  }

  /** The other half of A6: a clock that begins below zero. */
  @Test
  void a_recovered_session_that_is_heard_only_in_the_far_future_never_expires() {
    assertThat(
            violated(
                new Rules() {
                  @Override
                  public long silentSince(long firstHeard) {
                    return firstHeard + Duration.ofDays(365).toNanos();
                  }
                }))
        .contains(EXPIRED);
  }

  private static List<String> violated(Rules planted) {
    CampaignResult result = worlds("weeks with a planted mistake", planted);
    assertThat(result.broken()).isEmpty();
    return result.findings().stream().map(finding -> finding.violation().property()).toList();
  }

  private static CampaignResult worlds(String what, Rules rules) {
    long seed = 1;
    System.out.println(what + ": " + WORLDS + " worlds from seed " + seed);
    CampaignPlan plan =
        new CampaignPlan(
            what,
            new Settings(List.of(), Map.of()),
            world ->
                build(
                    world, new Clearing.Setting(OPTIONS, rules, RoughLink.Rough.ALL, PACE, ORDERS)),
            seed,
            WORLDS,
            WHOLE,
            5_000_000,
            Strategy.SWARM,
            HOURS,
            2,
            false,
            20,
            Duration.ofSeconds(60));
    return new Campaign(plan).run();
  }

  private static void build(World world, Clearing.Setting setting) {
    world.model(
        partiallySynchronous().crashRecovery(2).links(new LinkModel(true, true, true, true)));
    world.network().checksums(false);
    Address auditor = world.node("auditor", () -> new Clearing.Auditor(setting));
    Address bank = world.node("bank", () -> new Clearing.Bank(auditor, setting));
    Address payer = world.node("payer", () -> new Clearing.Payer(bank, setting));
    world.node("visitor", () -> new Visitor(auditor, setting));
    world.always(ONCE, () -> !(world.instance(bank) instanceof Clearing.Bank b) || b.inOrder());
    world.always(
        NOTED, () -> !(world.instance(auditor) instanceof Clearing.Auditor a) || a.wrong.isEmpty());
    world.always(KEPT, () -> kept(world, bank, auditor) && kept(world, payer, bank));
    world.sometimes(
        ALIVE,
        () ->
            world.nowNanos() > Duration.ofDays(7).toNanos()
                && station(world, bank) instanceof Clearing.Station s
                && s.link != null
                && s.link.endpoint().sessions().stream().anyMatch(Session::connected));
    world.atEnd(
        EXPIRED,
        () ->
            !(station(world, auditor) instanceof Clearing.Station s)
                || s.link == null
                || s.link.endpoint().sessions().size() <= 1);
    world.atEnd(SHORT, () -> longest(world, List.of(auditor, bank, payer)) <= MOST_RECORDS);
    world.healAfter(HEALED);
    world.eventually(
        ALL,
        SETTLED,
        () ->
            !(world.instance(bank) instanceof Clearing.Bank b)
                || !(world.instance(payer) instanceof Clearing.Payer)
                || !(world.instance(auditor) instanceof Clearing.Auditor a)
                || (b.orders.size() == ORDERS && a.notes() == ORDERS + 1));
  }

  /** How many records the longest log has; that of a peer of who crashed for good may be long. */
  private static int longest(World world, List<Address> all) {
    int longest = 0;
    for (Address each : all) {
      if (!(station(world, each) instanceof Clearing.Station s) || s.link == null) {
        return 0;
      }
      longest = Math.max(longest, s.link.records());
    }
    return longest;
  }

  /** Who has crashed for good is not waited for any longer than sessions last. */
  private static boolean kept(World world, Address at, Address peer) {
    return !(station(world, at) instanceof Clearing.Station s)
        || s.bad == null
        || world.instance(peer) == null;
  }

  private static Clearing.@Nullable Station station(World world, Address of) {
    return world.instance(of) instanceof Clearing.Station station ? station : null;
  }
}
